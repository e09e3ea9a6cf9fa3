import { memoryStore, redisStore, type RelayStore, type Spent } from "longrun/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { spendWithin } from "../../src/server/store/memoryStore";
import { connected, NO_REDIS, startRedis, type Client, type RedisServer } from "./redisServer";

let redis: RedisServer;
let client: Client;

beforeAll(async () => {
  if (NO_REDIS !== null) return;
  redis = await startRedis();
  client = await connected(redis.url);
});

afterAll(async () => {
  if (NO_REDIS !== null) return;
  client.destroy();
  await redis.stop();
});

let prefixes = 0;

describe.each<[string, () => RelayStore, string | null]>([
  ["memoryStore", () => memoryStore(), null],
  ["redisStore", () => redisStore(client, { prefix: `test:${process.pid}:${(prefixes += 1)}:` }), NO_REDIS],
])("%s", (_, make, missing) => {
  const test = it.skipIf(missing !== null);

  test("keeps plain JSON, and gives the first of several that is there", async () => {
    const store = make();
    const value = { body: '{"a":"ü"}', at: 1.5, list: [1, null, "x"], nested: { yes: true } };
    await store.set("b", value, 10_000);
    expect(await store.get(["a", "b", "c"])).toEqual(value);
    await store.set("a", "first", 10_000);
    expect(await store.get(["a", "b"])).toBe("first");
    expect(await store.get(["nothing"])).toBeNull();
  });

  test("lets go of what has outlived its time", async () => {
    const store = make();
    await store.set("a", 1, 20);
    expect(await store.swap("lease", null, "me", 20)).toBe(true);
    await vi.waitFor(
      async () => expect([await store.get(["a"]), await store.get(["lease"])]).toEqual([null, null]),
      10_000,
    );
    expect(await store.swap("lease", null, "other", 1_000)).toBe(true);
  });

  test("gives a lease to one of many, and takes it back from nobody else", async () => {
    const store = make();
    const taken = await Promise.all(
      Array.from({ length: 20 }, (__, index) => store.swap("lease", null, `relay ${index}`, 10_000)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    const owner = `relay ${taken.indexOf(true)}`;
    expect(await store.swap("lease", "somebody", null, 0)).toBe(false);
    expect(await store.get(["lease"])).toBe(owner);
    expect(await store.swap("lease", owner, null, 0)).toBe(true);
    expect(await store.get(["lease"])).toBeNull();
  });

  test("swaps only what is expected", async () => {
    const store = make();
    await store.set("n", "1", 10_000);
    expect(await Promise.all(Array.from({ length: 5 }, () => store.swap("n", "1", "2", 10_000)))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(await store.swap("n", null, "3", 10_000)).toBe(false);
    expect(await store.swap("absent", null, null, 0)).toBe(true);
    expect(await store.get(["n"])).toBe("2");
  });

  test("does several things in order, and says of each what its method would", async () => {
    const store = make();
    const heard: unknown[] = [];
    await store.subscribe((message) => heard.push(message));
    const results = await store.batch?.([
      ["swap", "lease:{a}", null, "me", 10_000],
      ["get", ["end:{a}", "op:{a}"]],
      ["set", "op:{a}", { n: 1 }, 10_000],
      ["get", ["end:{a}", "op:{a}"]],
      ["swap", "lease:{a}", null, "somebody else", 10_000],
      ["publish", { n: 2 }],
      ["swap", "lease:{a}", "me", null, 0],
      ["get", ["lease:{a}"]],
    ]);
    expect(results?.map((result) => result ?? null)).toEqual([true, null, null, { n: 1 }, false, null, true, null]);
    await vi.waitFor(() => expect(heard).toEqual([{ n: 2 }]), 10_000);
  });

  test("gives no read twice, however many ask at once", async () => {
    const store = make();
    const spending = { nowMs: 1_700_000_000_500, windowSeconds: 61, allowed: 7, inOneSecond: 100, holdUntilMs: 0 };
    const spent = await Promise.all(Array.from({ length: 20 }, () => store.spend?.("budget", spending, 10_000)));
    expect(spent.filter((one) => one?.taken)).toHaveLength(7);
    expect(spent.at(-1)).toEqual({ taken: false, heldUntilMs: 0, reads: [[1_700_000_000, 7]] });
  });

  test("counts the reads of a window and of a second, and keeps a silence that is never shortened", async () => {
    const store = make();
    const at = (second: number, more: object = {}) =>
      store.spend?.(
        "budget",
        { nowMs: second * 1_000 + 999, windowSeconds: 3, allowed: 3, inOneSecond: 2, holdUntilMs: 0, ...more },
        10_000,
      );
    expect([await at(100), await at(100), await at(100)].map((spent) => spent?.taken)).toEqual([true, true, false]);
    expect([await at(101), await at(101), await at(102)].map((spent) => spent?.taken)).toEqual([true, false, false]);
    expect(await at(103)).toMatchObject({
      taken: true,
      reads: expect.arrayContaining([
        [101, 1],
        [103, 1],
      ]) as unknown,
    });
    expect(await at(104, { holdUntilMs: 200_000 })).toMatchObject({ taken: false, heldUntilMs: 200_000 });
    expect(await at(150, { holdUntilMs: 1 })).toMatchObject({ taken: false, heldUntilMs: 200_000 });
    expect(await at(200, { allowed: Number.POSITIVE_INFINITY, inOneSecond: Number.POSITIVE_INFINITY })).toMatchObject({
      taken: true,
      heldUntilMs: 200_000,
    });
  });

  test("decides as the budget's own words do, whatever is asked in whatever order", async () => {
    const store = make();
    let kept: unknown = null;
    let seed = 7;
    const upTo = (most: number): number => (seed = (seed * 16_807) % 2_147_483_647) % (most + 1);
    for (let asks = 0, nowMs = 1_700_000_000_000; asks < 300; asks += 1, nowMs += upTo(900) - 100) {
      const spending = {
        nowMs,
        windowSeconds: 5,
        allowed: upTo(9),
        inOneSecond: upTo(3),
        holdUntilMs: upTo(40) === 0 ? nowMs + upTo(2_000) : 0,
      };
      const expected = spendWithin(kept, spending);
      kept = expected;
      const byTime = (spent: Spent | undefined) =>
        spent && { ...spent, reads: [...spent.reads].sort(([a], [b]) => a - b) };
      expect(byTime(await store.spend?.("budget", spending, 60_000))).toEqual(byTime(expected));
    }
  });

  test("tells everybody who listens, and nobody who has stopped", async () => {
    const store = make();
    const [one, other]: unknown[][] = [[], []];
    const stop = await store.subscribe((message) => one?.push(message));
    await store.subscribe((message) => other?.push(message));
    await store.publish({ n: 1 });
    await vi.waitFor(() => expect([one, other]).toEqual([[{ n: 1 }], [{ n: 1 }]]), 10_000);
    stop();
    await store.publish({ n: 2 });
    await vi.waitFor(() => expect(other).toHaveLength(2), 10_000);
    expect(one).toHaveLength(1);
  });
});

it("redisStore says at once that it is no client of redis, or that it is not connected", async () => {
  expect(() => redisStore({} as never)).toThrow(/client of the "redis" package/);
  const away = { isReady: false, sendCommand: vi.fn(), duplicate: vi.fn() };
  await expect(redisStore(away).get(["a"])).rejects.toThrow(/not connected/);
  expect(away.sendCommand).not.toHaveBeenCalled();
});
