import { memoryStore, redisStore, type RelayStore } from "longrun/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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
    await vi.waitFor(async () => expect([await store.get(["a"]), await store.get(["lease"])]).toEqual([null, null]));
    expect(await store.swap("lease", null, "other", 1_000)).toBe(true);
  });

  test("gives a lease to one of many, and takes it back from nobody else", async () => {
    const store = make();
    const taken = await Promise.all(Array.from({ length: 20 }, (__, index) => store.swap("lease", null, `relay ${index}`, 10_000)));
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
    expect(await Promise.all(Array.from({ length: 5 }, () => store.swap("n", "1", "2", 10_000)))).toEqual([true, false, false, false, false]);
    expect(await store.swap("n", null, "3", 10_000)).toBe(false);
    expect(await store.swap("absent", null, null, 0)).toBe(true);
    expect(await store.get(["n"])).toBe("2");
  });

  test("tells everybody who listens, and nobody who has stopped", async () => {
    const store = make();
    const [one, other]: unknown[][] = [[], []];
    const stop = await store.subscribe((message) => one?.push(message));
    await store.subscribe((message) => other?.push(message));
    await store.publish({ n: 1 });
    await vi.waitFor(() => expect([one, other]).toEqual([[{ n: 1 }], [{ n: 1 }]]));
    stop();
    await store.publish({ n: 2 });
    await vi.waitFor(() => expect(other).toHaveLength(2));
    expect(one).toHaveLength(1);
  });
});

it("redisStore says at once that it is no client of redis, or that it is not connected", async () => {
  expect(() => redisStore({} as never)).toThrow(/client of the "redis" package/);
  const away = { isReady: false, sendCommand: vi.fn(), duplicate: vi.fn() };
  await expect(redisStore(away).get(["a"])).rejects.toThrow(/not connected/);
  expect(away.sendCommand).not.toHaveBeenCalled();
});
