import { describe, expect, it } from "vitest";
import {
  answerHeard,
  answerHeardAgain,
  answerLeftUnfilled,
  answerTold,
  cadenceMs,
  etagOf,
  gapMs,
  isFresh,
  isSettled,
  sizeOf,
  supersedes,
  type Heard,
  type CachedAnswer,
} from "../../../src/server/cache/CachedAnswer";
import type { OperationValue } from "../../../src/operations/defineOperation";
import { newPollHistory } from "../../../src/polling/PollHistory";
import { defineOperation } from "../customOperation";

const answer = (more: Partial<CachedAnswer>): CachedAnswer => ({
  body: "{}",
  etag: '"1"',
  upstreamEtag: null,
  isTerminal: false,
  answeredAtMs: 1_000,
  dueAtMs: 3_000,
  history: newPollHistory("k"),
  via: "read",
  wasSeenRunning: false,
  fillsLeft: 0,
  ...more,
});

describe("an answer takes the place of another", () => {
  const running = answer({});
  const ended = answer({ isTerminal: true });
  const told = answer({ isTerminal: true, via: "event", fillsLeft: 3 });
  it.each<[string, CachedAnswer, CachedAnswer | null, boolean]>([
    ["the first", running, null, true],
    ["a newer one", answer({ answeredAtMs: 1_001 }), running, true],
    ["an older one", answer({ answeredAtMs: 999 }), running, false],
    ["the same again", running, running, false],
    ["an end, be it older", answer({ isTerminal: true, answeredAtMs: 1 }), running, true],
    ["one that goes on, over an end", answer({ answeredAtMs: 9_999 }), ended, false],
    ["another end, over an end", answer({ isTerminal: true, answeredAtMs: 9_999 }), ended, false],
    ["an end that an event told, over a read one", told, ended, false],
    ["an end that was read, over a told one", ended, told, true],
    ["one that goes on, over a told end", answer({ answeredAtMs: 9_999 }), told, false],
  ])("%s", (_, candidate, current, expected) => {
    expect(supersedes(candidate, current)).toBe(expected);
  });
});

it("what was asked for when another answer was known is newer, whatever the clocks say; an end stands all the same", () => {
  const ofAClockAhead = answer({ answeredAtMs: 60_000 });
  expect(supersedes(answer({}), ofAClockAhead, true)).toBe(true);
  expect(supersedes(answer({}), answer({ answeredAtMs: 60_000, isTerminal: true }), true)).toBe(false);
});

it("an answer of a relay whose clock is a little ahead is fresh; one of far ahead is asked for anew, since a clock may have been set back", () => {
  const ahead = (ms: number): CachedAnswer => answer({ answeredAtMs: 10_000 + ms, dueAtMs: 12_000 + ms });
  expect([20, 999, 1_001, 3_600_000].map((ms) => isFresh(ahead(ms), 10_000, Number.POSITIVE_INFINITY, 1_000))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe("a cadence that makes no sense", () => {
  it.each([Number.NaN, 0, -1])("of %d ms gives way to the documented pace", (ms) => {
    expect(
      cadenceMs(
        defineOperation("acme", () => ms),
        newPollHistory("k"),
        0,
      ),
    ).toBeGreaterThanOrEqual(1_000);
    expect(
      cadenceMs(
        defineOperation("acme", () => ms),
        newPollHistory("k"),
        0,
      ),
    ).toBeLessThanOrEqual(10_000);
  });
});

it("reads are a second apart at least, unless the cadence wants them closer", () => {
  expect(gapMs(defineOperation("acme"))).toBe(1_000);
  expect(gapMs(defineOperation("acme", () => 50))).toBe(50);
});

it("a tag of the relay's own depends on every byte and on nothing else", async () => {
  expect(await etagOf("{}")).toBe(await etagOf("{}"));
  expect(await etagOf("{}")).not.toBe(await etagOf("{} "));
});

describe("what is known", () => {
  const operation = defineOperation("acme");
  const value = (more: object = {}) =>
    ({ status: "rendering", progress: 0.5, stage: "drawing", isTerminal: false, ...more }) as OperationValue;
  const heard: Heard = { key: "k", nowMs: 50_000, share: (ms) => 2 * ms, reportCadence: () => undefined };
  const first = () => answerHeard(operation, { body: '{"a":1}', etag: '"up"', value: value() }, null, heard);

  it("after a first answer is what it said, when it is due again after everybody's share, and that nothing was known", async () => {
    expect(await first()).toEqual({
      body: '{"a":1}',
      etag: '"up"',
      upstreamEtag: '"up"',
      isTerminal: false,
      via: "read",
      wasSeenRunning: false,
      fillsLeft: 0,
      answeredAtMs: 50_000,
      dueAtMs: 54_000,
      history: {
        key: "k",
        updateCount: 1,
        failureCount: 0,
        firstAnswerMs: 50_000,
        status: "rendering",
        samples: [{ atMs: 50_000, progress: 0.5, stage: "drawing" }],
      },
    });
  });

  it("after another goes on from what was known, and remembers that it was running", async () => {
    const before = await first();
    const next = await answerHeard(operation, { body: "{}", etag: null, value: value({ isTerminal: true }) }, before, {
      ...heard,
      nowMs: 60_000,
    });
    expect(next).toMatchObject({
      etag: await etagOf("{}"),
      upstreamEtag: null,
      isTerminal: true,
      wasSeenRunning: true,
      answeredAtMs: 60_000,
      history: { updateCount: 2, firstAnswerMs: 50_000 },
    });
  });

  it("keeps its tag while the upstream gives none and the body is the same, and only then", async () => {
    const before = await first();
    const same = { body: before.body, etag: null, value: value() };
    expect((await answerHeard(operation, same, before, heard)).etag).toBe('"up"');
    expect((await answerHeard(operation, { ...same, body: "{}" }, before, heard)).etag).toBe(await etagOf("{}"));
    expect((await answerHeard(operation, same, null, heard)).etag).toBe(await etagOf(before.body));
  });

  it.each<[CachedAnswer | null, boolean]>([
    [null, false],
    [answer({}), true],
    [answer({ isTerminal: true }), false],
    [answer({ isTerminal: true, wasSeenRunning: true }), true],
  ])("says of %j whether it was seen running: %j", async (before, expected) => {
    expect(
      (await answerHeard(operation, { body: "{}", etag: null, value: value() }, before, heard)).wasSeenRunning,
    ).toBe(expected);
    expect((await answerTold("{}", value(), before, heard)).wasSeenRunning).toBe(expected);
  });

  it("after an event is what it tells, at once due for a read that fills the rest, without a tag that would answer 304", async () => {
    const told = await answerTold('{"b":2}', value({ isTerminal: true }), null, heard);
    expect(told).toEqual({
      body: '{"b":2}',
      etag: await etagOf('{"b":2}'),
      upstreamEtag: null,
      isTerminal: true,
      via: "event",
      wasSeenRunning: false,
      fillsLeft: 3,
      answeredAtMs: 50_000,
      dueAtMs: 50_000,
      history: {
        key: "k",
        updateCount: 1,
        failureCount: 0,
        firstAnswerMs: 50_000,
        status: "rendering",
        samples: [{ atMs: 50_000, progress: 0.5, stage: "drawing" }],
      },
    });
    expect((await answerTold("{}", value(), await first(), heard)).history.updateCount).toBe(2);
  });

  it("after a read that did not fill it is due five seconds later, for one try less, and settled after the last", async () => {
    let known = await answerTold("{}", value({ isTerminal: true }), null, heard);
    for (const left of [2, 1, 0]) {
      expect(isSettled(known)).toBe(false);
      known = answerLeftUnfilled(known, 70_000);
      expect([known.fillsLeft, known.dueAtMs, known.body]).toEqual([left, 75_000, "{}"]);
    }
    expect([isSettled(known), isSettled({ ...known, isTerminal: false })]).toEqual([true, false]);
  });

  it("after a 304 is the same, heard again", async () => {
    const before = { ...(await first()), via: "event" as const };
    const again = answerHeardAgain(operation, before, { ...heard, nowMs: 60_000 });
    expect(again).toEqual({
      ...before,
      via: "read",
      answeredAtMs: 60_000,
      dueAtMs: 64_000,
      history: { ...before.history, updateCount: 2 },
    });
    const later = await answerHeard(
      operation,
      { body: "{}", etag: null, value: value({ progress: 0.9, stage: null }) },
      before,
      { ...heard, nowMs: 60_000 },
    );
    expect(answerHeardAgain(operation, later, { ...heard, nowMs: 70_000 }).history.samples).toEqual(
      later.history.samples,
    );
    expect(answerHeardAgain(operation, answer({}), heard).history).toMatchObject({
      status: "unknown",
      samples: [{ progress: null, stage: null }],
    });
  });

  it("takes more memory the longer each part of it is", () => {
    const size = sizeOf(answer({ body: "", etag: "", upstreamEtag: "" }));
    expect(size).toBeGreaterThan(256);
    for (const part of ["body", "etag", "upstreamEtag"])
      expect(sizeOf(answer({ body: "", etag: "", upstreamEtag: "", [part]: "x".repeat(100) }))).toBe(size + 100);
    expect(sizeOf(answer({ body: "", etag: "", upstreamEtag: null }))).toBe(size);
    expect(
      sizeOf(
        answer({
          body: "",
          etag: "",
          history: { ...newPollHistory("k"), samples: [{ atMs: 1, progress: 1, stage: null }] },
        }),
      ),
    ).toBeGreaterThan(size);
  });
});

describe("an answer is given without asking", () => {
  const isGiven = (known: CachedAnswer, ageMs: number, maxAgeMs: number, ofGapMs = 1_000) =>
    isFresh(known, known.answeredAtMs + ageMs, maxAgeMs, ofGapMs);
  const due = answer({ answeredAtMs: 10_000, dueAtMs: 15_000 });

  it("until it is due", () => {
    expect([0, 4_999, 5_000, 60_000].map((ageMs) => isGiven(due, ageMs, Number.POSITIVE_INFINITY))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("while it is no older than the visitor takes", () => {
    expect([2_000, 2_001].map((ageMs) => isGiven(due, ageMs, 2_000))).toEqual([true, false]);
  });

  it("while nobody may ask again yet, whatever the visitor takes", () => {
    expect([0, 999, 1_000].map((ageMs) => isGiven(due, ageMs, -1))).toEqual([true, true, false]);
    expect(isGiven(answer({ answeredAtMs: 10_000, dueAtMs: 10_500 }), 600, 0)).toBe(false);
  });

  it("for ever once it has ended and is whole", () => {
    expect(isGiven(answer({ isTerminal: true }), 1e9, 0)).toBe(true);
    expect(isGiven(answer({ isTerminal: true, fillsLeft: 1 }), 1e9, 0)).toBe(false);
  });

  it("of another relay whose clock is a second ahead at most", () => {
    expect([-1_000, -1_001].map((ageMs) => isGiven(due, ageMs, Number.POSITIVE_INFINITY))).toEqual([true, false]);
  });
});
