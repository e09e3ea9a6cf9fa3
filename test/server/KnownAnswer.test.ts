import { describe, expect, it } from "vitest";
import { cadenceMs, etagOf, gapMs, isFresh, supersedes, type KnownAnswer } from "../../src/server/KnownAnswer";
import { newPollHistory } from "../../src/polling/PollHistory";
import { defineOperation } from "./customOperation";

const answer = (more: Partial<KnownAnswer>): KnownAnswer => ({
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
  it.each<[string, KnownAnswer, KnownAnswer | null, boolean]>([
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
  const ahead = (ms: number): KnownAnswer => answer({ answeredAtMs: 10_000 + ms, dueAtMs: 12_000 + ms });
  expect([20, 999, 1_001, 3_600_000].map((ms) => isFresh(ahead(ms), 10_000, Number.POSITIVE_INFINITY, 1_000))).toEqual([true, true, false, false]);
});

describe("a cadence that makes no sense", () => {
  it.each([Number.NaN, 0, -1])("of %d ms gives way to the documented pace", (ms) => {
    expect(cadenceMs(defineOperation("acme", () => ms), newPollHistory("k"), 0)).toBeGreaterThanOrEqual(1_000);
    expect(cadenceMs(defineOperation("acme", () => ms), newPollHistory("k"), 0)).toBeLessThanOrEqual(10_000);
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
