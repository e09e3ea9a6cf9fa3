import { memoryStore } from "longrun/server";
import { describe, expect, it } from "vitest";

function storeAt(nowMs: number, options: { readonly maxEntries?: number; readonly maxBytes?: number } = {}) {
  const clock = { nowMs };
  return { clock, store: memoryStore({ ...options, now: () => clock.nowMs }) };
}

describe("a store in memory", () => {
  it.each([
    ["maxEntries", 0],
    ["maxEntries", Number.NaN],
    ["maxBytes", 0],
    ["maxBytes", -1],
  ])("does not take a limit %s of %d", (name, count) => {
    expect(() => memoryStore({ [name]: count })).toThrow(`memoryStore: ${name} must be a number of 1 or more.`);
  });

  it("takes a limit of one entry, and of as many bytes as one entry has", async () => {
    const { store } = storeAt(0, { maxEntries: 1 });
    await store.set("a", 1, 10);
    await store.set("b", 2, 10);
    expect([await store.get(["a"]), await store.get(["b"])]).toEqual([null, 2]);
    expect(() => memoryStore({ maxBytes: 1 })).not.toThrow();
  });

  it("counts what a key and a value take", async () => {
    const kept = async (key: string, value: unknown): Promise<boolean> => {
      const { store } = storeAt(0, { maxBytes: 1_000 });
      await store.set(key, value, 10);
      return (await store.get([key])) !== null;
    };
    expect(await Promise.all([kept("k", "v"), kept("k".repeat(1_000), "v"), kept("k", "v".repeat(1_000))])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("keeps ten thousand entries where no limit is given", async () => {
    const { store } = storeAt(0);
    for (let index = 0; index <= 10_000; index += 1) await store.set(`k${index}`, index, 10);
    expect([await store.get(["k0"]), await store.get(["k1"])]).toEqual([null, 1]);
  });

  it("keeps a value to its last millisecond, and no longer", async () => {
    const { clock, store } = storeAt(5_000);
    await store.set("a", "v", 20);
    await store.swap("b", null, "w", 20);
    clock.nowMs = 5_019;
    expect([await store.get(["a"]), await store.get(["b"])]).toEqual(["v", "w"]);
    clock.nowMs = 5_020;
    expect([await store.get(["a"]), await store.get(["b"])]).toEqual([null, null]);
    // What was let go of does not come back where the clock is set back.
    clock.nowMs = 5_000;
    expect(await store.get(["a", "b"])).toBeNull();
  });

  it("gives the first of several keys that is there", async () => {
    const { store } = storeAt(0);
    await store.set("b", 2, 10);
    await store.set("c", 3, 10);
    expect([await store.get(["a", "b", "c"]), await store.get([]), await store.get(["nothing"])]).toEqual([
      2,
      null,
      null,
    ]);
  });

  it("swaps what is expected, and nothing else", async () => {
    const { clock, store } = storeAt(0);
    expect(await store.swap("a", null, "1", 10)).toBe(true);
    expect(await store.swap("a", null, "2", 10)).toBe(false);
    expect(await store.swap("a", "1", "2", 10)).toBe(true);
    expect(await store.get(["a"])).toBe("2");
    expect(await store.swap("a", "1", null, 10)).toBe(false);
    expect(await store.swap("a", "2", null, 10)).toBe(true);
    expect(await store.swap("a", null, "3", 10)).toBe(true);
    clock.nowMs = 10;
    expect(await store.swap("a", "3", "4", 10)).toBe(false);
    expect(await store.swap("a", null, "4", 10)).toBe(true);
  });

  it("tells everybody who listens, and nobody who has stopped, also one who stops while it is told", async () => {
    const { store } = storeAt(0);
    const heard: string[] = [];
    const stop = await store.subscribe(() => {
      heard.push("one");
      stop();
    });
    await store.subscribe((message) => heard.push(`other ${String(message)}`));
    await store.publish(1);
    await store.publish(2);
    expect(heard).toEqual(["one", "other 1", "other 2"]);
  });

  it("does the steps of a batch in order, and says of each what its method would", async () => {
    const { store } = storeAt(0);
    const results = await store.batch?.([
      ["set", "a", 1, 10],
      ["get", ["a"]],
      ["swap", "b", null, "me", 10],
      ["swap", "b", null, "you", 10],
    ]);
    expect(results).toEqual([undefined, 1, true, false]);
  });

  it("keeps what was spent, for as long as it is told", async () => {
    const { clock, store } = storeAt(7_000);
    const spend = (holdUntilMs = 0) =>
      store.spend?.("budget", { nowMs: 7_500, windowSeconds: 61, allowed: 2, inOneSecond: 9, holdUntilMs }, 1_000);
    expect((await Promise.all([spend(), spend(), spend()])).map((spent) => spent?.taken)).toEqual([true, true, false]);
    expect(await store.get(["budget"])).toEqual({ heldUntilMs: 0, reads: [[7, 2]] });
    expect(await spend(9_000)).toEqual({ taken: false, heldUntilMs: 9_000, reads: [[7, 2]] });
    expect(await spend()).toMatchObject({ heldUntilMs: 9_000 });
    clock.nowMs = 8_000;
    expect(await spend()).toEqual({ taken: true, heldUntilMs: 0, reads: [[7, 1]] });
  });
});
