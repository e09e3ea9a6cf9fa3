import { describe, expect, it } from "vitest";
import type { OperationValue } from "../../../../src/operations/OperationValue";
import { newPollHistory } from "../../../../src/polling/PollHistory";
import {
  answerFromEvent,
  answerFromRead,
  etagOf,
  unchangedAnswer,
  unfilledAnswer,
  type Arrival,
} from "../../../../src/server/cache/answer/answerFromRead";
import { isSettled, type CachedAnswer } from "../../../../src/server/cache/answer/CachedAnswer";
import { defineOperation } from "../../customOperation";

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

it("a tag of the relay's own depends on every byte and on nothing else", async () => {
  expect(await etagOf("{}")).toBe(await etagOf("{}"));
  expect(await etagOf("{}")).not.toBe(await etagOf("{} "));
});

describe("the answer", () => {
  const operation = defineOperation("acme");
  const value = (more: object = {}) =>
    ({ status: "rendering", progress: 0.5, stage: "drawing", isTerminal: false, ...more }) as OperationValue;
  const arrival: Arrival = { key: "k", nowMs: 50_000, share: (ms) => 2 * ms, reportCadence: () => undefined };
  const first = () => answerFromRead(operation, { body: '{"a":1}', etag: '"up"', value: value() }, null, arrival);

  it("of a first read is the upstream's, and is due after its share of the key", async () => {
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

  it("of a later read goes on with the history, and remembers that the operation was running", async () => {
    const before = await first();
    const next = await answerFromRead(
      operation,
      { body: "{}", etag: null, value: value({ isTerminal: true }) },
      before,
      {
        ...arrival,
        nowMs: 60_000,
      },
    );
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
    expect((await answerFromRead(operation, same, before, arrival)).etag).toBe('"up"');
    expect((await answerFromRead(operation, { ...same, body: "{}" }, before, arrival)).etag).toBe(await etagOf("{}"));
    expect((await answerFromRead(operation, same, null, arrival)).etag).toBe(await etagOf(before.body));
  });

  it.each<[CachedAnswer | null, boolean]>([
    [null, false],
    [answer({}), true],
    [answer({ isTerminal: true }), false],
    [answer({ isTerminal: true, wasSeenRunning: true }), true],
  ])("says of %j whether it was seen running: %j", async (before, expected) => {
    expect(
      (await answerFromRead(operation, { body: "{}", etag: null, value: value() }, before, arrival)).wasSeenRunning,
    ).toBe(expected);
    expect((await answerFromEvent("{}", value(), before, arrival)).wasSeenRunning).toBe(expected);
  });

  it("of an event is due at once for a read that fills in the rest, without a tag that would get a 304", async () => {
    const told = await answerFromEvent('{"b":2}', value({ isTerminal: true }), null, arrival);
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
    expect((await answerFromEvent("{}", value(), await first(), arrival)).history.updateCount).toBe(2);
  });

  it("that a read did not fill in is due five seconds later, with one try less, and settled after the last", async () => {
    let known = await answerFromEvent("{}", value({ isTerminal: true }), null, arrival);
    for (const left of [2, 1, 0]) {
      expect(isSettled(known)).toBe(false);
      known = unfilledAnswer(known, 70_000);
      expect([known.fillsLeft, known.dueAtMs, known.body]).toEqual([left, 75_000, "{}"]);
    }
    expect([isSettled(known), isSettled({ ...known, isTerminal: false })]).toEqual([true, false]);
  });

  it("of a 304 is the same, confirmed", async () => {
    const before = { ...(await first()), via: "event" as const };
    const again = unchangedAnswer(operation, before, { ...arrival, nowMs: 60_000 });
    expect(again).toEqual({
      ...before,
      via: "read",
      answeredAtMs: 60_000,
      dueAtMs: 64_000,
      history: { ...before.history, updateCount: 2 },
    });
    const later = await answerFromRead(
      operation,
      { body: "{}", etag: null, value: value({ progress: 0.9, stage: null }) },
      before,
      { ...arrival, nowMs: 60_000 },
    );
    expect(unchangedAnswer(operation, later, { ...arrival, nowMs: 70_000 }).history.samples).toEqual(
      later.history.samples,
    );
    expect(unchangedAnswer(operation, answer({}), arrival).history).toMatchObject({
      status: "unknown",
      samples: [{ progress: null, stage: null }],
    });
  });
});
