import { memoryStore, type RelayStore, type Spending } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { spendWithin } from "../../../src/server/store/memoryStore";
import { wholeStore } from "../../../src/server/store/wholeStore";

const spending: Spending = { nowMs: 100_500, windowSeconds: 3, allowed: 3, inOneSecond: 2, holdUntilMs: 0 };

/** A store with the five methods that each must have, and no other. */
function bareStore(): RelayStore {
  const { get, set, swap, publish, subscribe } = memoryStore();
  return { get, set, swap, publish, subscribe };
}

describe("a budget", () => {
  it("of which nothing is spent gives a read, and records its second", () => {
    expect(spendWithin(null, spending)).toEqual({ taken: true, heldUntilMs: 0, reads: [[100, 1]] });
  });

  it("gives as many in a second, and in a window, as it may", () => {
    const after = (...reads: [number, number][]) => spendWithin({ heldUntilMs: 0, reads }, spending).taken;
    expect([after([100, 1]), after([100, 2])]).toEqual([true, false]);
    expect([after([99, 2]), after([99, 2], [100, 1]), after([99, 3]), after([98, 1], [99, 2])]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([after([98, 3]), after([97, 3])]).toEqual([false, true]);
  });

  it("forgets what is out of its window, and keeps the rest", () => {
    expect(
      spendWithin(
        {
          heldUntilMs: 0,
          reads: [
            [97, 5],
            [98, 1],
            [100, 1],
          ],
        },
        spending,
      ),
    ).toEqual({
      taken: true,
      heldUntilMs: 0,
      reads: [
        [98, 1],
        [100, 2],
      ],
    });
  });

  it("that is held gives nothing until then, and a hold is never shortened", () => {
    const held = (heldUntilMs: number, holdUntilMs = 0) =>
      spendWithin({ heldUntilMs, reads: [] }, { ...spending, holdUntilMs });
    expect([held(100_500).taken, held(100_501)]).toEqual([true, { taken: false, heldUntilMs: 100_501, reads: [] }]);
    expect([held(0, 200_000).heldUntilMs, held(300_000, 200_000).heldUntilMs]).toEqual([200_000, 300_000]);
  });

  it.each<[unknown]>([
    ["text"],
    [{ heldUntilMs: "200000", reads: [] }],
    [{ heldUntilMs: 200_000, reads: {} }],
    [{ heldUntilMs: 200_000, reads: [7] }],
    [{ heldUntilMs: 200_000, reads: [[100, 9, 1]] }],
    [
      {
        heldUntilMs: 200_000,
        reads: [
          [100, 9],
          [100, "9"],
        ],
      },
    ],
  ])("that can't be read counts as nothing spent: %j", (kept) => {
    expect(spendWithin(kept, spending)).toEqual({ taken: true, heldUntilMs: 0, reads: [[100, 1]] });
  });
});

describe("a store without batch and spend", () => {
  it("does steps one after the other, and says of each what its method would", async () => {
    const store = wholeStore(bareStore());
    const heard: unknown[] = [];
    await store.subscribe((message) => heard.push(message));
    const results = await store.batch([
      ["swap", "a", null, "me", 10_000],
      ["get", ["x", "a"]],
      ["set", "b", 2, 10_000],
      ["swap", "a", "you", null, 0],
      ["publish", "news"],
      ["get", ["b"]],
    ]);
    expect([results, heard]).toEqual([[true, "me", undefined, false, undefined, 2], ["news"]]);
  });

  it("spends by swaps, and gives no read twice, however many ask at once", async () => {
    const bare = bareStore();
    const stores = [wholeStore(bare), wholeStore(bare)];
    const spent = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        stores[index % 2]?.spend("budget", { ...spending, inOneSecond: 9 }, 10_000),
      ),
    );
    expect(spent.filter((one) => one?.taken)).toHaveLength(3);
    expect(await bare.get(["budget"])).toBe('{"heldUntilMs":0,"reads":[[100,3]]}');
  });

  it("writes a hold, also where no read is taken, and nothing for a mere refusal", async () => {
    const bare = bareStore();
    const swap = vi.spyOn(bare, "swap");
    const store = wholeStore(bare);
    await store.spend("budget", { ...spending, allowed: 0 }, 10_000);
    expect(swap).not.toHaveBeenCalled();
    expect(await store.spend("budget", { ...spending, allowed: 0, holdUntilMs: 200_000 }, 10_000)).toMatchObject({
      taken: false,
      heldUntilMs: 200_000,
    });
    expect(swap).toHaveBeenCalledExactlyOnceWith("budget", null, '{"heldUntilMs":200000,"reads":[]}', 10_000);
  });

  it("takes what is no budget for nothing spent, and writes over it where it is a text", async () => {
    const bare = bareStore();
    await bare.set("budget", "no json", 10_000);
    expect((await wholeStore(bare).spend("budget", spending, 10_000)).taken).toBe(true);
    expect(await bare.get(["budget"])).toBe('{"heldUntilMs":0,"reads":[[100,1]]}');
  });

  it("says what to do where other relays always come between", async () => {
    const bare = { ...bareStore(), swap: vi.fn(() => Promise.resolve(false)) };
    await expect(wholeStore(bare).spend("budget", spending, 10_000)).rejects.toThrow(
      /^Other relays came between 100 times .* Give the store a `spend` of its own\.$/,
    );
    expect(bare.swap).toHaveBeenCalledTimes(100);
  });
});

it("a store that has its own batch and spend is asked for them", async () => {
  const store = {
    ...bareStore(),
    batch: vi.fn(() => Promise.resolve(["own"])),
    spend: vi.fn(() => Promise.resolve({ taken: true, heldUntilMs: 1, reads: [] })),
  };
  const whole = wholeStore(store);
  expect([await whole.batch([["get", ["a"]]]), await whole.spend("b", spending, 10)]).toEqual([
    ["own"],
    { taken: true, heldUntilMs: 1, reads: [] },
  ]);
  expect(store.spend).toHaveBeenCalledExactlyOnceWith("b", spending, 10);
});
