/** The part of a client of the `redis` package (versions 4 to 6) that is used. */
export interface RedisClient {
  readonly isReady: boolean;
  sendCommand(args: string[]): Promise<unknown>;
  duplicate(): RedisSubscriber;
}

/** The second connection, of `duplicate()`: one that is subscribed can't send commands. */
export interface RedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  /** Version 5 and later. */
  destroy?(): unknown;
  /** Version 4. */
  disconnect?(): unknown;
}

/** The part of a client of the `ioredis` package (version 5) that is used. */
export interface IoRedisClient {
  readonly status: string;
  call(command: string, ...args: string[]): Promise<unknown>;
  duplicate(): IoRedisSubscriber;
}

/** The second connection of `ioredis`. */
export interface IoRedisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  on(event: string, listener: (...args: string[]) => void): unknown;
  disconnect(): void;
}

/** A connection to Redis, by either package. */
export interface RedisConnection {
  /** @throws Error where it is not connected: the client would queue the command, and send it too late. */
  readonly send: (...args: [command: string, ...rest: string[]]) => Promise<unknown>;
  /** Subscribes over a connection of its own, which reconnects by itself. @returns what ends it */
  readonly subscribe: (channel: string, listener: (text: string) => void) => Promise<() => void>;
}

/** @throws TypeError when `client` is of neither package, or of a cluster. */
export function redisConnection(client: RedisClient | IoRedisClient): RedisConnection {
  // JavaScript may pass anything.
  const given = (client ?? {}) as {
    readonly [Name in keyof RedisClient | keyof IoRedisClient | "isCluster" | "masters" | "getSentinelNode"]?: unknown;
  };
  if (given.isCluster === true || Array.isArray(given.masters)) {
    throw new TypeError(
      "redisStore: Redis Cluster is not supported. Pass a client of one Redis, or of one behind a proxy that " +
        "shows the cluster as one.",
    );
  }
  if (typeof given.getSentinelNode === "function")
    throw new TypeError("redisStore: pass a client of the Redis itself; one of createSentinel() takes other commands.");
  if (typeof given.duplicate === "function" && typeof given.call === "function" && typeof given.status === "string")
    return ofIoRedis(client as IoRedisClient);
  if (
    typeof given.duplicate === "function" &&
    typeof given.sendCommand === "function" &&
    typeof given.isReady === "boolean"
  )
    return ofNodeRedis(client as RedisClient);
  throw new TypeError(
    'redisStore: pass a client of the "redis" package, as createClient() gives it, or one of "ioredis", as new ' +
      "Redis() does.",
  );
}

function ofNodeRedis(client: RedisClient): RedisConnection {
  return {
    send: async (...args) => {
      assertConnected(client.isReady);
      return client.sendCommand(args);
    },
    subscribe: async (channel, listener) => {
      const subscriber = client.duplicate();
      // The client reconnects. Messages lost until then are made up for by the next reads.
      subscriber.on("error", () => undefined);
      const end = (): void => void (subscriber.destroy ? subscriber.destroy() : subscriber.disconnect?.());
      try {
        await subscriber.connect();
        await subscriber.subscribe(channel, listener);
      } catch (error) {
        end();
        throw error;
      }
      return end;
    },
  };
}

function ofIoRedis(client: IoRedisClient): RedisConnection {
  return {
    send: async (...args) => {
      assertConnected(client.status === "ready");
      return client.call(...args);
    },
    subscribe: async (channel, listener) => {
      const subscriber = client.duplicate();
      subscriber.on("error", () => undefined);
      subscriber.on("message", (_channel, text) => listener(text ?? ""));
      const end = (): void => subscriber.disconnect();
      try {
        await subscriber.subscribe(channel);
      } catch (error) {
        end();
        throw error;
      }
      return end;
    },
  };
}

function assertConnected(isConnected: boolean): void {
  if (!isConnected) throw new Error("The client is not connected to Redis.");
}
