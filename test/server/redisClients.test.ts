import { redisStore, type RelayStore } from "longrun/server";
import IoRedis from "ioredis";
import { createClient as createClient6, createCluster, createSentinel } from "redis";
import { createClient as createClient4 } from "redis4";
import { createClient as createClient5 } from "redis5";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { connected, NO_REDIS, startRedis, type RedisServer } from "./redisServer";

let redis: RedisServer;
let prefixes = 0;

beforeAll(async () => {
  if (NO_REDIS === null) redis = await startRedis();
});
afterAll(() => redis?.stop());

const silently = (): void => undefined;
const newPrefix = (): string => `clients:${process.pid}:${(prefixes += 1)}:`;
const spending = { nowMs: 1_700_000_000_500, windowSeconds: 61, allowed: 2, inOneSecond: 10, holdUntilMs: 0 };

/** A store over each client that is promised to work, with a connection of its own. */
const clients: readonly (readonly [name: string, make: (prefix: string) => Promise<RelayStore>])[] = [
  [
    "redis 4",
    async (prefix) => {
      const client = await createClient4({ url: redis.url }).on("error", silently).connect();
      onTestFinished(() => client.disconnect());
      return redisStore(client, { prefix });
    },
  ],
  [
    "redis 5",
    async (prefix) => {
      const client = await createClient5({ url: redis.url }).on("error", silently).connect();
      onTestFinished(() => client.destroy());
      return redisStore(client, { prefix });
    },
  ],
  [
    "redis 6",
    async (prefix) => {
      const client = await createClient6({ url: redis.url }).on("error", silently).connect();
      onTestFinished(() => client.destroy());
      return redisStore(client, { prefix });
    },
  ],
  [
    "ioredis 5",
    async (prefix) => {
      const client = new IoRedis(redis.url);
      client.on("error", silently);
      await new Promise((resolve) => client.once("ready", resolve));
      onTestFinished(() => client.disconnect());
      return redisStore(client, { prefix });
    },
  ],
];

describe.skipIf(NO_REDIS !== null).each(clients)("over a client of %s", (_, make) => {
  it("all that the relay asks of a store is done, and heard by whoever listens", async () => {
    const store = await make(newPrefix());
    const heard: unknown[] = [];
    const stop = await store.subscribe((message) => heard.push(message));
    expect(
      await store.batch?.([
        ["swap", "lease:{a}", null, "me", 10_000],
        ["get", ["end:{a}", "op:{a}"]],
      ]),
    ).toEqual([true, null]);
    await store.batch?.([
      ["set", "op:{a}", { body: "ü" }, 10_000],
      ["publish", { n: 1 }],
      ["swap", "lease:{a}", "me", null, 0],
    ]);
    expect([await store.get(["end:{a}", "op:{a}"]), await store.get(["lease:{a}"])]).toEqual([{ body: "ü" }, null]);
    expect(
      [
        await store.spend?.("b", spending, 1_000),
        await store.spend?.("b", spending, 1_000),
        await store.spend?.("b", spending, 1_000),
      ].map((spent) => spent?.taken),
    ).toEqual([true, true, false]);
    await vi.waitFor(() => expect(heard).toEqual([{ n: 1 }]));
    stop();
  });

  it("what stands there and can't be read stops nothing, and can be written over", async () => {
    const prefix = newPrefix();
    const store = await make(prefix);
    const own = await connected(redis.url);
    onTestFinished(() => own.destroy());
    await own.set(`${prefix}end:{a}`, "{not JSON");
    await own.lPush(`${prefix}lease:{a}`, "a list");
    await own.set(`${prefix}budget`, "of an older version");
    await own.set(`${prefix}op:{a}`, '"readable"');
    expect([
      await store.get(["end:{a}"]),
      await store.get(["end:{a}", "op:{a}"]),
      await store.get(["lease:{a}"]),
    ]).toEqual(["{not JSON", "readable", null]);
    expect(await store.swap("lease:{a}", null, "me", 1_000)).toBe(true);
    expect(await store.spend?.("budget", spending, 1_000)).toEqual({
      taken: true,
      heldUntilMs: 0,
      reads: [[1_700_000_000, 1]],
    });
  });
});

it("a client of a Redis Cluster, or of Sentinel, is refused at once", () => {
  expect(() => redisStore(createCluster({ rootNodes: [{ url: "redis://127.0.0.1:1" }] }) as never)).toThrow(
    /Cluster is not supported/,
  );
  const cluster = new IoRedis.Cluster([{ host: "127.0.0.1", port: 1 }], { lazyConnect: true });
  expect(() => redisStore(cluster as never)).toThrow(/Cluster is not supported/);
  expect(() =>
    redisStore(createSentinel({ name: "main", sentinelRootNodes: [{ host: "127.0.0.1", port: 1 }] }) as never),
  ).toThrow(/createSentinel/);
});

it("one of ioredis that is not connected keeps no command for later", async () => {
  const client = new IoRedis({ host: "127.0.0.1", port: 1, lazyConnect: true });
  const call = vi.spyOn(client, "call");
  await expect(redisStore(client).get(["a"])).rejects.toThrow(/not connected/);
  expect(call).not.toHaveBeenCalled();
});
