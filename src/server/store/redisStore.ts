import { redisConnection, type IoRedisClient, type RedisClient } from "./redisConnection";
import { BATCH, SPEND } from "./redisScripts";
import type { RelayStore, Spent, StoreStep } from "./RelayStore";

export interface RedisStoreOptions {
  /**
   * The prefix of every key. Relays with the same one share everything: give each deployment its own.
   *
   * @default "longrun:"
   */
  readonly prefix?: string | undefined;
}

/**
 * Shares what relays know through Redis: answers, whose turn it is to read, the key's budget, the ids of events, and
 * changes as they happen. The client must be connected; it stays yours to close.
 *
 * @param client Of the `redis` package, version 4, 5 or 6, or of `ioredis`, version 5.
 * @throws TypeError when `client` is none of these, or one of a Redis Cluster.
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).on("error", logError).connect();
 * const relay = createRelay({ store: redisStore(client), upstreams, authorize });
 */
export function redisStore(client: RedisClient | IoRedisClient, options: RedisStoreOptions = {}): RelayStore {
  const { prefix = "longrun:" } = options;
  const redis = redisConnection(client);
  const channel = `${prefix}news`;

  async function batch(steps: readonly StoreStep[]): Promise<unknown[]> {
    const keys = steps.flatMap(keysOf);
    const results = await redis.send(
      "EVAL",
      BATCH,
      String(keys.length),
      ...keys.map((key) => prefix + key),
      ...steps.flatMap((step) => argumentsOf(step, channel)),
    );
    return steps.map((step, index) => resultOf(step, Array.isArray(results) ? results[index] : null));
  }

  const store: RelayStore = {
    get: (keys) => one(["get", keys]),
    set: (key, value, ttlMs) => one(["set", key, value, ttlMs]),
    swap: (key, expected, next, ttlMs) => one(["swap", key, expected, next, ttlMs]),
    publish: (message) => one(["publish", message]),
    subscribe: (listener) => redis.subscribe(channel, (text) => deliver(listener, text)),
    batch,
    async spend(key, { nowMs, windowSeconds, allowed, inOneSecond, holdUntilMs }, ttlMs) {
      return spentOf(
        await redis.send(
          "EVAL",
          SPEND,
          "1",
          prefix + key,
          ...[nowMs, windowSeconds, allowed, inOneSecond, holdUntilMs, ttlMs].map(wholeNumber),
        ),
      );
    },
  };
  // A step's result has its method's type.
  async function one<Value>(step: StoreStep): Promise<Value> {
    return (await batch([step]))[0] as Value;
  }
  return store;
}

function keysOf(step: StoreStep): readonly string[] {
  if (step[0] === "publish") return [];
  return step[0] === "get" ? step[1] : [step[1]];
}

/** A step as the script reads it. "" stands for null: JSON is never empty. */
function argumentsOf(step: StoreStep, channel: string): string[] {
  switch (step[0]) {
    case "get":
      return ["get", String(step[1].length)];
    case "set":
      return ["set", JSON.stringify(step[2]), wholeMs(step[3])];
    case "swap":
      return [
        "swap",
        ...[step[2], step[3]].map((value) => (value === null ? "" : JSON.stringify(value))),
        wholeMs(step[4]),
      ];
    case "publish":
      return ["publish", channel, JSON.stringify(step[1])];
  }
}

function resultOf(step: StoreStep, result: unknown): unknown {
  if (step[0] === "swap") return result === 1;
  return step[0] === "get" && Array.isArray(result) ? firstReadable(result) : null;
}

/**
 * The first value that is JSON. Where there is none, the first that is not is given as text, so that the relay can
 * report it.
 */
function firstReadable(texts: readonly unknown[]): unknown {
  let unreadable: string | null = null;
  for (const text of texts) {
    if (typeof text !== "string") continue;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      unreadable ??= text;
    }
  }
  return unreadable;
}

function spentOf(reply: unknown): Spent {
  const [taken, heldUntilMs = 0, ...flat] = (Array.isArray(reply) ? reply : []).map(Number);
  const reads = flat.flatMap((at, index) => (index % 2 === 0 ? [[at, flat[index + 1] ?? 0] as const] : []));
  return { taken: taken === 1, heldUntilMs, reads };
}

function deliver(listener: (message: unknown) => void, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    // Not JSON, so not a relay's message.
    return;
  }
  listener(message);
}

function wholeMs(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)));
}

/** Lua can't parse Infinity, so no limit is the largest number. */
function wholeNumber(value: number): string {
  return String(Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(value)));
}
