import { describe, expect, it } from "vitest";
import {
  fairDelay,
  holdReads,
  learnRateLimit,
  newReadBudget,
  nextReadAt,
  PAGE_SHARES,
  readLimits,
  refundRead,
  spendRead,
  type ReadBudget,
} from "../../src/polling/readBudget";

const NOW_MS = 1_700_000_000_000;

/** Sends `count` reads, each as soon as the budget allows, and gives the times. */
function send(
  budget: ReadBudget,
  count: number,
  isPoll: boolean,
  fromMs = NOW_MS,
): { budget: ReadBudget; times: number[] } {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const atMs = nextReadAt(budget, fromMs, isPoll);
    budget = spendRead(budget, atMs, fromMs);
    times.push(atMs);
  }
  return { budget, times };
}

const mostInAMinute = (times: readonly number[]) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));

describe("a read budget", () => {
  it("holds nothing back while no limit is known", () => {
    expect(new Set(send(newReadBudget(), 500, true).times)).toEqual(new Set([NOW_MS]));
  });

  it("keeps every minute of polls within four fifths of the limit", () => {
    expect(mostInAMinute(send(newReadBudget(120), 500, true).times)).toBe(96);
  });

  it("spreads polls over the seconds instead of sending a minute's worth in one burst", () => {
    const { times } = send(newReadBudget(120), 96, true);
    const busiest = Math.max(
      ...times.map((from) => times.filter((at) => Math.floor(at / 1_000) === Math.floor(from / 1_000)).length),
    );
    expect(busiest).toBeLessThanOrEqual(4);
  });

  it("lets first reads go at once while the minute has room for them", () => {
    expect(new Set(send(newReadBudget(120), 100, false).times)).toEqual(new Set([NOW_MS]));
  });

  it("keeps first reads within nine tenths of the limit", () => {
    expect(mostInAMinute(send(newReadBudget(120), 300, false).times)).toBe(108);
  });

  it("lets a first read in although polls are queued for minutes", () => {
    const { budget } = send(newReadBudget(120), 500, true);
    expect(nextReadAt(budget, NOW_MS, true)).toBeGreaterThan(NOW_MS + 240_000);
    expect(nextReadAt(budget, NOW_MS, false)).toBe(NOW_MS);
  });

  it("always allows one read, however low the limit", () => {
    expect(nextReadAt(newReadBudget(1), NOW_MS)).toBe(NOW_MS);
  });

  it("frees what a caller that went away did not use", () => {
    const { budget, times } = send(newReadBudget(120), 96, true);
    const next = nextReadAt(budget, NOW_MS);
    expect(nextReadAt(refundRead(budget, times.at(-1) ?? 0), NOW_MS)).toBeLessThan(next);
  });

  it("takes a refund of nothing for nothing", () => {
    const budget = newReadBudget(120);
    expect(refundRead(budget, NOW_MS)).toBe(budget);
  });

  it("forgets reads older than the minute, so that it stays small", () => {
    let budget = newReadBudget(6_000);
    for (let second = 0; second < 1_000; second += 1)
      budget = spendRead(budget, NOW_MS + second * 1_000, NOW_MS + second * 1_000);
    expect(budget.reads.size).toBeLessThan(70);
  });

  it("sends nothing before the server's silence is over, and never shortens it", () => {
    const held = holdReads(holdReads(newReadBudget(), NOW_MS + 30_000), NOW_MS + 5_000);
    expect(nextReadAt(held, NOW_MS)).toBe(NOW_MS + 30_000);
  });

  it("holds back by what the server tells of its limit", () => {
    const budget = learnRateLimit(newReadBudget(), { limit: 120, remaining: 100, resetAtMs: NOW_MS + 20_000 }, NOW_MS);
    expect(mostInAMinute(send(budget, 200, true).times)).toBe(96);
  });

  it("waits for the next minute when others under the key have left less than a tenth of this one", () => {
    const known = { limit: 120, resetAtMs: NOW_MS + 20_000 };
    expect(nextReadAt(learnRateLimit(newReadBudget(), { ...known, remaining: 12 }, NOW_MS), NOW_MS)).toBe(NOW_MS);
    expect(nextReadAt(learnRateLimit(newReadBudget(), { ...known, remaining: 11 }, NOW_MS), NOW_MS)).toBe(
      NOW_MS + 20_000,
    );
  });

  it("does not believe a minute that ends in an hour", () => {
    const budget = learnRateLimit(newReadBudget(), { limit: 120, remaining: 0, resetAtMs: NOW_MS + 3_600_000 }, NOW_MS);
    expect(nextReadAt(budget, NOW_MS)).toBe(NOW_MS + 60_000);
  });
});

describe("within a second", () => {
  const MIDDLE_MS = NOW_MS + 456;

  it("a read that may go goes at once, and one that has to wait goes with its second", () => {
    const { times } = send(newReadBudget(60), 3, true, MIDDLE_MS);
    // Four fifths of 60 is 48, so twice the even pace is two a second.
    expect(times).toEqual([MIDDLE_MS, MIDDLE_MS, NOW_MS + 1_000]);
  });

  it("a read that was asked to wait goes when the silence ends", () => {
    expect(nextReadAt(holdReads(newReadBudget(60), NOW_MS + 5_250), NOW_MS)).toBe(NOW_MS + 5_250);
  });

  it("a silence that is over holds nothing up", () => {
    expect(nextReadAt(holdReads(newReadBudget(60), NOW_MS), MIDDLE_MS)).toBe(MIDDLE_MS);
  });
});

describe("the limits of one read", () => {
  it("are none while the key's is not known", () => {
    const endless = { allowed: Number.POSITIVE_INFINITY, inOneSecond: Number.POSITIVE_INFINITY };
    expect([readLimits(null, PAGE_SHARES, true), readLimits(null, PAGE_SHARES, false)]).toEqual([endless, endless]);
  });

  it("are its share of the minute, rounded down, and of a second for polls twice the even pace, rounded up", () => {
    const shares = { pace: 0.5, polls: 0.5, firstReads: 0.9 };
    expect(readLimits(121, shares, true)).toEqual({ allowed: 60, inOneSecond: 2 });
    expect(readLimits(123, shares, true)).toEqual({ allowed: 61, inOneSecond: 3 });
    expect(readLimits(121, shares, false)).toEqual({ allowed: 108, inOneSecond: 108 });
  });

  it("are one read at the least", () => {
    expect(readLimits(1, PAGE_SHARES, false)).toEqual({ allowed: 1, inOneSecond: 1 });
  });
});

describe("what a server tells of its limit", () => {
  it("changes nothing where it is known and enough is left", () => {
    const budget = newReadBudget(120);
    expect(learnRateLimit(budget, { limit: 120, remaining: 100, resetAtMs: NOW_MS + 20_000 }, NOW_MS)).toBe(budget);
  });

  it.each([
    ["what is left", { remaining: null, resetAtMs: NOW_MS + 20_000 }],
    ["when the minute ends", { remaining: 0, resetAtMs: null }],
  ])("is learnt without %s, and holds nothing back", (_, told) => {
    const budget = learnRateLimit(newReadBudget(60), { limit: 120, ...told }, NOW_MS);
    expect([budget.readsPerMinute, nextReadAt(budget, NOW_MS)]).toEqual([120, NOW_MS]);
  });

  it("may be a silence that is no longer than the one it keeps already", () => {
    const held = holdReads(newReadBudget(120), NOW_MS + 20_000);
    expect(holdReads(held, NOW_MS + 20_000)).toBe(held);
  });
});

describe("a promised read", () => {
  it("stands where it lies ahead, and counts for the windows that it is in", () => {
    // One a minute: the next may go a whole window after it.
    const budget = spendRead(newReadBudget(1), NOW_MS + 10_000, NOW_MS);
    expect(nextReadAt(budget, NOW_MS)).toBe(NOW_MS + 10_000 + 61_000);
  });

  it("holds back what shares a window with it, and nothing before that", () => {
    const after = (ms: number) => nextReadAt(spendRead(newReadBudget(1), NOW_MS + ms, NOW_MS), NOW_MS) - NOW_MS;
    expect([after(60_000), after(61_000)]).toEqual([121_000, 0]);
  });

  it("is dropped once the window has passed it, and not before", () => {
    const budget = spendRead(newReadBudget(1), NOW_MS, NOW_MS);
    expect(nextReadAt(budget, NOW_MS + 60_999)).toBe(NOW_MS + 61_000);
    expect(nextReadAt(budget, NOW_MS + 61_000)).toBe(NOW_MS + 61_000);
    expect([...spendRead(budget, NOW_MS + 30_000, NOW_MS + 30_000).reads.values()]).toEqual([1, 1]);
  });

  it("is given back once for each time it was taken", () => {
    const once = spendRead(newReadBudget(120), NOW_MS + 456, NOW_MS);
    const twice = spendRead(once, NOW_MS + 456, NOW_MS);
    expect(refundRead(twice, NOW_MS + 456).reads).toEqual(once.reads);
    const none = refundRead(once, NOW_MS + 456);
    expect([...none.reads.values()]).toEqual([0]);
    expect(refundRead(none, NOW_MS + 456)).toBe(none);
  });
});

describe("the fair delay", () => {
  const share = PAGE_SHARES.pace;
  const evenly = (cadencesMs: readonly number[]) =>
    fairDelay(
      cadencesMs.map((cadenceMs) => ({ cadenceMs, weight: 1 })),
      120,
      share,
    );
  const perMinute = (delays: readonly number[]) => delays.reduce((sum, delayMs) => sum + 60_000 / delayMs, 0);
  const stretched = (cadences: readonly number[], fairMs: number) =>
    cadences.map((cadenceMs) => Math.max(cadenceMs, fairMs));

  it("stretches nothing while all fit", () => {
    expect(evenly(Array.from({ length: 15 }, () => 10_000))).toBe(0);
  });

  it("gives all an equal share of the budget when they don't", () => {
    expect(evenly(Array.from({ length: 60 }, () => 10_000))).toBeCloseTo(37_500);
    expect(evenly(Array.from({ length: 500 }, () => 10_000))).toBeCloseTo(312_500);
  });

  it("lets the slow keep their pace and shares out what they leave", () => {
    const cadences = [...Array.from({ length: 50 }, () => 3_600_000), ...Array.from({ length: 50 }, () => 2_000)];
    const fairMs = evenly(cadences);
    expect(fairMs).toBeLessThan(35_000);
    expect(perMinute(stretched(cadences, fairMs))).toBeCloseTo(120 * share);
  });

  it("is shorter for what has more shares, and lets what needs less than its shares keep its pace", () => {
    const hoarded = Array.from({ length: 300 }, () => ({ cadenceMs: 2_000, weight: 1 / 300 }));
    // Two people, one vote each: the one who watches a single job has half of the budget for it, and needs less.
    expect(fairDelay([{ cadenceMs: 2_000, weight: 1 }, ...hoarded], 120, share)).toBeCloseTo(
      1 / ((120 * share) / 60_000 - 1 / 2_000),
    );
    // Where half of it is not enough, half of it is what it gets.
    expect(fairDelay([{ cadenceMs: 1_000, weight: 1 }, ...hoarded], 120, share)).toBeCloseTo(
      2 / ((120 * share) / 60_000),
    );
  });

  it("is the same in whatever order they come", () => {
    const many = (count: number, cadenceMs: number, weight: number) =>
      Array.from({ length: count }, () => ({ cadenceMs, weight }));
    // Of 0.49 reads a second the two slow ones take what they ask for, and ten share the rest; the one with four shares
    // is asked first.
    const slow = [...many(1, 30_000, 1), ...many(1, 10_000, 4), ...many(10, 1_000, 1)];
    const lists = [
      slow,
      [...many(1, 40_000, 1), ...many(300, 2_000, 1 / 300)],
      [...many(50, 3_600_000, 1), ...many(50, 2_000, 1)],
    ];
    expect(lists.map((list) => fairDelay([...list].reverse(), 29.4, 1))).toEqual(
      lists.map((list) => expect.closeTo(fairDelay(list, 29.4, 1), 6)),
    );
    expect(fairDelay(slow, 29.4, 1)).toBeCloseTo((10 / (0.49 - 1 / 30 - 1 / 10)) * 1_000);
  });

  it("is none where nobody is watched", () => {
    expect(evenly([])).toBe(0);
  });
});
