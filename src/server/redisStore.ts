import type { RelayStore } from "./RelayStore";

/** What of a client of the `redis` package (version 4 or later) is used. */
export interface RedisClient {
  readonly isReady: boolean;
  sendCommand(args: string[]): Promise<unknown>;
  duplicate(): RedisSubscriber;
}

/** The second connection that `duplicate()` makes: one that listens can't do anything else. */
export interface RedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  /** Version 5 and later. */
  destroy?(): unknown;
  /** Version 4. */
  disconnect?(): unknown;
}

export interface RedisStoreOptions {
  /** What every key begins with. Relays that share it share everything: give each deployment its own. @default "longrun:" */
  readonly prefix?: string | undefined;
}

/** Redis compares and sets in one go only in a script. */
const SWAP = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == "" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return 1`;

/**
 * Shares what relays know through Redis: answers, whose turn it is to read, the key's budget, the ids of events, and changes as they happen.
 * The client must be connected; it stays yours to close.
 *
 * @throws TypeError when `client` is no client of the `redis` package.
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).on("error", logError).connect();
 * const relay = createRelay({ store: redisStore(client), upstreams, authorize });
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): RelayStore {
  const { prefix = "longrun:" } = options;
  if (typeof client?.sendCommand !== "function" || typeof client.duplicate !== "function") {
    throw new TypeError('redisStore: pass a client of the "redis" package, as createClient() gives it.');
  }
  const channel = `${prefix}news`;
  const named = (key: string): string => prefix + key;

  async function send(...args: string[]): Promise<unknown> {
    // A client that is not connected would keep the command, and do it when it is too late.
    if (!client.isReady) throw new Error("The client is not connected to Redis.");
    return client.sendCommand(args);
  }

  return {
    async get(keys) {
      const values = await send("MGET", ...keys.map(named));
      const found = Array.isArray(values) ? values.find((value) => typeof value === "string") : undefined;
      return typeof found === "string" ? (JSON.parse(found) as unknown) : null;
    },
    async set(key, value, ttlMs) {
      await send("SET", named(key), JSON.stringify(value), "PX", wholeMs(ttlMs));
    },
    async swap(key, expected, next, ttlMs) {
      if (expected !== null) return (await send("EVAL", SWAP, "1", named(key), JSON.stringify(expected), next === null ? "" : JSON.stringify(next), wholeMs(ttlMs))) === 1;
      if (next === null) return (await send("EXISTS", named(key))) === 0;
      return (await send("SET", named(key), JSON.stringify(next), "NX", "PX", wholeMs(ttlMs))) !== null;
    },
    async publish(message) {
      await send("PUBLISH", channel, JSON.stringify(message));
    },
    async subscribe(listener) {
      const subscriber = client.duplicate();
      // It connects again by itself; what is lost meanwhile is read when it is due.
      subscriber.on("error", () => undefined);
      const end = (): void => void (subscriber.destroy ? subscriber.destroy() : subscriber.disconnect?.());
      try {
        await subscriber.connect();
        await subscriber.subscribe(channel, (text) => hear(listener, text));
      } catch (error) {
        end();
        throw error;
      }
      return end;
    },
  };
}

function hear(listener: (message: unknown) => void, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    // Somebody else's message on our channel.
    return;
  }
  listener(message);
}

function wholeMs(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)));
}
