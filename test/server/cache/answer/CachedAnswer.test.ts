import { describe, expect, it } from "vitest";
import { newPollHistory } from "../../../../src/polling/PollHistory";
import { isFresh, sizeOf, supersedes, type CachedAnswer } from "../../../../src/server/cache/answer/CachedAnswer";

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

it("an answer requested after the present one was known is newer, whatever the clocks say; an ended operation stays ended", () => {
  const ofAClockAhead = answer({ answeredAtMs: 60_000 });
  expect(supersedes(answer({}), ofAClockAhead, true)).toBe(true);
  expect(supersedes(answer({}), answer({ answeredAtMs: 60_000, isTerminal: true }), true)).toBe(false);
});

it("an answer of a relay whose clock is a little ahead is fresh; one of far ahead is read anew, since a clock may have been set back", () => {
  const ahead = (ms: number): CachedAnswer => answer({ answeredAtMs: 10_000 + ms, dueAtMs: 12_000 + ms });
  expect([20, 999, 1_001, 3_600_000].map((ms) => isFresh(ahead(ms), 10_000, Number.POSITIVE_INFINITY, 1_000))).toEqual([
    true,
    true,
    false,
    false,
  ]);
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
