import { describe, expect, it, vi } from "vitest";
import { KeyBudget, RELAY_SHARES, type KeyBudgetOptions } from "../../../src/server/store/KeyBudget";
import { memoryStore } from "../../../src/server/store/memoryStore";
import type { Spending } from "../../../src/server/store/RelayStore";
import { wholeStore } from "../../../src/server/store/wholeStore";

const MINUTE = 61_000;

function budgetOf(readsPerMinute: number | undefined, options: Partial<KeyBudgetOptions> = {}) {
  const clock = { nowMs: 1_700_000_000_000 };
  const now = (): number => clock.nowMs;
  const store = wholeStore(memoryStore({ now }));
  const spend = vi.spyOn(store, "spend");
  const make = (): KeyBudget =>
    new KeyBudget({ fingerprint: Promise.resolve("f1"), readsPerMinute, store, now, ...options });
  return { clock, store, spend, make, budget: make() };
}

/** Takes reads until one is refused, second by second for so long. @returns how many were taken */
async function takeAll(
  take: () => Promise<{ readonly waitMs: number }>,
  clock: { nowMs: number },
  seconds: number,
): Promise<number> {
  let taken = 0;
  for (let second = 0; second < seconds; second += 1, clock.nowMs += 1_000)
    while ((await take()).waitMs === 0) taken += 1;
  return taken;
}

describe("a key's budget", () => {
  it("gives polls nine tenths of a minute's reads, spread over its seconds", async () => {
    const { budget, clock } = budgetOf(100);
    expect(await takeAll(() => budget.spendPoll(), clock, 1)).toBe(3);
    expect(await takeAll(() => budget.spendPoll(), clock, 59)).toBe(87);
    expect(RELAY_SHARES).toEqual({ pace: 0.7, firstReads: 0.8, polls: 0.9 });
  });

  it("says how long until the next poll may go, and nothing was taken then", async () => {
    const { budget, clock, store } = budgetOf(1);
    const startMs = clock.nowMs;
    expect(await budget.spendPoll()).toEqual({ waitMs: 0, waitOfOthersMs: 0 });
    clock.nowMs += 500;
    expect(await budget.spendPoll()).toEqual({ waitMs: MINUTE - 500, waitOfOthersMs: MINUTE - 500 });
    expect(await store.get(["budget:{f1}"])).toMatchObject({ reads: [[startMs / 1_000, 1]] });
    clock.nowMs = startMs + MINUTE;
    expect((await budget.spendPoll()).waitMs).toBe(0);
  });

  it("gives one visitor four sevenths of what first reads may have, whatever they ask, and leaves the rest to the next", async () => {
    const { budget, clock } = budgetOf(100);
    expect(await takeAll(() => budget.spendFor("ada"), clock, 1)).toBe(46);
    const refused = await budget.spendFor("ada");
    expect([refused.waitMs > 0, refused.waitOfOthersMs]).toEqual([true, 0]);
    expect(await takeAll(() => budget.spendFor("bob"), clock, 1)).toBe(20);
  });

  it("does not count refused reads against a visitor", async () => {
    const { budget, clock } = budgetOf(100);
    await takeAll(() => budget.spendFor("ada"), clock, 1);
    clock.nowMs += MINUTE - 2_000;
    for (let times = 0; times < 50; times += 1) await budget.spendFor("ada");
    clock.nowMs += 2_000;
    expect(await takeAll(() => budget.spendFor("ada"), clock, 1)).toBe(46);
  });

  it("tells a refused visitor that others would be refused too", async () => {
    const { budget, clock } = budgetOf(1);
    await budget.spendFor("ada");
    clock.nowMs += 1_000;
    const turn = await budget.spendFor("bob");
    expect(turn).toEqual({ waitMs: MINUTE - 1_000, waitOfOthersMs: MINUTE - 1_000 });
  });

  it("of no known limit holds nobody back", async () => {
    const { budget } = budgetOf(undefined);
    for (let times = 0; times < 500; times += 1) expect((await budget.spendPoll()).waitMs).toBe(0);
    expect(budget.isScarce).toBe(false);
  });
});

describe("a hold", () => {
  it("keeps every read under the key back, also at another relay on the store, and is kept for a day", async () => {
    const { budget, clock, make, spend } = budgetOf(undefined);
    await budget.hold(30_000);
    expect(spend).toHaveBeenLastCalledWith(
      "budget:{f1}",
      {
        nowMs: clock.nowMs,
        allowed: 0,
        inOneSecond: 0,
        holdUntilMs: clock.nowMs + 30_000,
        windowSeconds: 61,
      } satisfies Spending,
      86_400_000,
    );
    expect(await make().spendPoll()).toEqual({ waitMs: 30_000, waitOfOthersMs: 30_000 });
    expect(await make().spendFor("ada")).toEqual({ waitMs: 30_000, waitOfOthersMs: 30_000 });
    clock.nowMs += 29_999;
    expect((await budget.spendPoll()).waitMs).toBe(1);
    clock.nowMs += 1;
    expect((await budget.spendPoll()).waitMs).toBe(0);
  });

  it("of another key is none of this one's", async () => {
    const { store, clock, budget } = budgetOf(undefined);
    await new KeyBudget({
      fingerprint: Promise.resolve("f2"),
      readsPerMinute: undefined,
      store,
      now: () => clock.nowMs,
    }).hold(30_000);
    expect((await budget.spendPoll()).waitMs).toBe(0);
  });
});

describe("a limit that an answer tells", () => {
  const limit = { limit: 1, remaining: null, resetAtMs: null };

  it("is kept from then on", async () => {
    const { budget, clock } = budgetOf(undefined);
    await budget.learn(limit);
    expect(await takeAll(() => budget.spendPoll(), clock, 1)).toBe(1);
    budget.share("a", 2_000, 0);
    expect(budget.isScarce).toBe(true);
  });

  it("says nothing where the application gave one", async () => {
    const { budget, spend, clock } = budgetOf(100);
    await budget.learn({ limit: 1, remaining: 0, resetAtMs: clock.nowMs + 30_000 });
    expect(spend).not.toHaveBeenCalled();
    expect(await takeAll(() => budget.spendPoll(), clock, 1)).toBe(3);
  });

  it("holds reads back until the minute ends where others under the key have nearly used it up, and only then", async () => {
    const { budget, spend, clock } = budgetOf(undefined);
    await budget.learn({ limit: 100, remaining: 50, resetAtMs: clock.nowMs + 30_000 });
    await budget.learn({ limit: 100, remaining: 0, resetAtMs: clock.nowMs });
    expect(spend).not.toHaveBeenCalled();
    await budget.learn({ limit: 100, remaining: 0, resetAtMs: clock.nowMs + 30_000 });
    expect((await budget.spendPoll()).waitMs).toBe(30_000);
  });
});

describe("what is watched under a key", () => {
  it("shares seven tenths of it, and what is forgotten leaves its part to the others", () => {
    const { budget, clock } = budgetOf(60);
    expect(budget.share("a", 2_000, 0)).toBe(2_000);
    expect(budget.isScarce).toBe(false);
    for (let index = 0; index < 41; index += 1) budget.share(`k${index}`, 2_000, 5);
    // Shares are worked out anew now and then.
    clock.nowMs += 2_000;
    const delayMs = budget.share("a", 2_000, 5);
    expect(budget.isScarce).toBe(true);
    // 42 operations and 42 polls a minute; each delay is up to a twentieth off.
    expect([delayMs >= 57_000, delayMs <= 63_000]).toEqual([true, true]);
    clock.nowMs += 2_000;
    for (let index = 0; index < 41; index += 1) budget.forget(`k${index}`);
    expect([budget.share("a", 2_000, 5), budget.isScarce]).toEqual([2_000, false]);
  });

  it("has as many shares as its votes", () => {
    const { budget, clock } = budgetOf(60, { votesOf: (key) => (key === "a" ? 1 : 0.1) });
    for (const key of ["b", "c", "d", "e", "a"]) budget.share(key, 1_000, 5);
    clock.nowMs += 2_000;
    expect(budget.share("a", 1_000, 6)).toBeLessThan(budget.share("b", 1_000, 6));
  });
});
