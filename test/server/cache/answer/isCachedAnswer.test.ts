import { describe, expect, it } from "vitest";
import { isEtag } from "../../../../src/server/contract/digestOf";
import { isCachedAnswer } from "../../../../src/server/cache/answer/CachedAnswer";

const sample = { atMs: 1_000, progress: 0.5, stage: "drawing" };
const history = {
  key: "k",
  updateCount: 1,
  failureCount: 0,
  firstAnswerMs: 1_000,
  status: "rendering",
  samples: [sample],
};
const good = {
  body: '{"a":1}',
  etag: '"1"',
  upstreamEtag: null,
  isTerminal: false,
  answeredAtMs: 1_000,
  dueAtMs: 3_000,
  history,
  via: "read",
  wasSeenRunning: false,
  fillsLeft: 0,
};
const ofHistory = (more: object) => ({ ...good, history: { ...history, ...more } });
const ofSample = (more: object) => ofHistory({ samples: [sample, { ...sample, ...more }] });
const LONGEST_MS = 2 * (2 ** 31 - 1);

describe("what a relay put into the store is taken", () => {
  it.each<[string, unknown]>([
    ["a first answer", good],
    ["one with the upstream's tag", { ...good, upstreamEtag: 'W/"abc"' }],
    ["an end that an event told", { ...good, isTerminal: true, via: "event", fillsLeft: 3 }],
    [
      "one of a history that knows nothing",
      ofHistory({ firstAnswerMs: null, status: null, samples: [], updateCount: 0 }),
    ],
    ["one without progress and stage", ofSample({ progress: null, stage: null })],
    ["one that is due in the longest time that two timers hold", { ...good, dueAtMs: good.answeredAtMs + LONGEST_MS }],
    ["one of the last time that a date has", { ...good, answeredAtMs: 8.64e15, dueAtMs: 8.64e15 }],
    ["one from before 1970", { ...good, answeredAtMs: -1, dueAtMs: -1 }],
  ])("%s", (_, value) => {
    expect(isCachedAnswer(value)).toBe(true);
  });
});

describe("what somebody else may have put there is not", () => {
  it.each<[string, unknown]>([
    ["nothing", null],
    ["a text", JSON.stringify(good)],
    ["a list", [good]],
    ["a time that is a text", { ...good, answeredAtMs: "1000" }],
    ["no time", { ...good, answeredAtMs: Number.NaN }],
    ["a time that no date has", { ...good, answeredAtMs: 8.65e15, dueAtMs: 8.65e15 }],
    ["nothing that it is due at", { ...good, dueAtMs: undefined }],
    ["a time that never comes", { ...good, dueAtMs: good.answeredAtMs + LONGEST_MS + 1 }],
    ["a tag that no header can carry", { ...good, etag: '"a\r\nset-cookie: a=1"' }],
    ["no tag", { ...good, etag: null }],
    ["a tag for the upstream that no header can carry", { ...good, upstreamEtag: '"a\nb"' }],
    ["no word on a tag for the upstream", { ...good, upstreamEtag: undefined }],
    ["an end that is a text", { ...good, isTerminal: "true" }],
    ["tries that are less than none", { ...good, fillsLeft: -1 }],
    ["a part of a try", { ...good, fillsLeft: 0.5 }],
    ["a body that is an object", { ...good, body: { a: 1 } }],
    ["a body that is no JSON", { ...good, body: "<script>" }],
    ["a body that is a list", { ...good, body: "[]" }],
    ["a body that is a text", { ...good, body: '"a"' }],
    ["a body that is too deep to look at", { ...good, body: `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}` }],
    ["no history", { ...good, history: null }],
    ["a history without a key", ofHistory({ key: 7 })],
    ["a history that counts in parts", ofHistory({ updateCount: 1.5 })],
    ["a history that counts failures below none", ofHistory({ failureCount: -1 })],
    ["a history that begins with a text", ofHistory({ firstAnswerMs: "1" })],
    ["a history whose status is a number", ofHistory({ status: 7 })],
    ["a history without samples", ofHistory({ samples: {} })],
    ["a sample that is none", ofHistory({ samples: [sample, null] })],
    ["a sample without a time", ofSample({ atMs: null })],
    ["a sample whose progress is endless", ofSample({ progress: Number.POSITIVE_INFINITY })],
    ["a sample whose stage is an object", ofSample({ stage: {} })],
    ["a sample without a stage", ofSample({ stage: undefined })],
  ])("%s", (_, value) => {
    expect(isCachedAnswer(value)).toBe(false);
  });
});

it.each<[unknown, boolean]>([
  ['""', true],
  ['"abc-1!~"', true],
  ['W/"abc"', true],
  [`"${"x".repeat(256)}"`, true],
  [`"${"x".repeat(257)}"`, false],
  ["abc", false],
  ['"a"b"', false],
  ['"a b"', false],
  ['"a', false],
  ['a"', false],
  ['w/"a"', false],
  ['xW/"a"', false],
  ['"a"x', false],
  ['"ä"', false],
  [7, false],
])("%j is a tag as HTTP writes it: %j", (value, expected) => {
  expect(isEtag(value)).toBe(expected);
});
