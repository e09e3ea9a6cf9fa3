import { isRecord } from "../../operations/isRecord";
import { LruMap, jsonBytes, textBytes } from "./LruMap";
import type { RelayStore, Spending, Spent, StoreStep, WholeStore } from "./RelayStore";

export interface MemoryStoreOptions {
  /** How many values are kept at most; the least recently used go first. @default 10000 */
  readonly maxEntries?: number | undefined;
  /** How much is kept at most, in bytes, roughly; one value that is larger is not kept. @default 67108864 (64 MiB) */
  readonly maxBytes?: number | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** Memory for an entry beside its key and its value, in bytes. */
const ENTRY_BYTES = 128;

interface StoredValue {
  readonly value: unknown;
  readonly untilMs: number;
}

/**
 * A store in memory, for relays of one process that share what they know. One relay alone needs none.
 *
 * @throws TypeError when maxEntries or maxBytes is not a number of 1 or more.
 * @example
 * const store = memoryStore();
 * const relay = createRelay({ store, upstreams, authorize });
 */
export function memoryStore(options: MemoryStoreOptions = {}): RelayStore {
  return wholeMemoryStore(options);
}

/** {@link memoryStore} as the relay uses it, whose optional methods are there. */
export function wholeMemoryStore(options: MemoryStoreOptions = {}): WholeStore {
  const { maxEntries = 10_000, maxBytes = 67_108_864, now = Date.now } = options;
  for (const [name, count] of Object.entries({ maxEntries, maxBytes }))
    if (!(count >= 1)) throw new TypeError(`memoryStore: ${name} must be a number of 1 or more.`);
  const values = new LruMap<StoredValue>({
    maxEntries,
    maxBytes,
    sizeOf: ({ value }, key) => ENTRY_BYTES + textBytes(key) + jsonBytes(value),
  });
  const listeners = new Set<(message: unknown) => void>();

  function live(key: string): unknown {
    const kept = values.get(key);
    if (kept === undefined) return null;
    if (kept.untilMs > now()) return kept.value;
    values.delete(key);
    return null;
  }

  const store: WholeStore = {
    async get(keys) {
      for (const key of keys) {
        const value = live(key);
        if (value !== null) return value;
      }
      return null;
    },
    async set(key, value, ttlMs) {
      values.set(key, { value, untilMs: now() + ttlMs });
    },
    async swap(key, expected, next, ttlMs) {
      if (live(key) !== expected) return false;
      if (next === null) values.delete(key);
      else values.set(key, { value: next, untilMs: now() + ttlMs });
      return true;
    },
    async publish(message) {
      for (const listener of [...listeners]) listener(message);
    },
    async subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    batch: (steps) => Promise.all(steps.map((step) => stepOf(store, step))),
    async spend(key, spending, ttlMs) {
      const spent = spendWithin(live(key), spending);
      values.set(key, { value: { heldUntilMs: spent.heldUntilMs, reads: spent.reads }, untilMs: now() + ttlMs });
      return spent;
    },
  };
  return store;
}

/** Runs one step by the method that it names. */
export function stepOf(store: RelayStore, step: StoreStep): Promise<unknown> {
  switch (step[0]) {
    case "get":
      return store.get(step[1]);
    case "set":
      return store.set(step[1], step[2], step[3]);
    case "swap":
      return store.swap(step[1], step[2], step[3], step[4]);
    case "publish":
      return store.publish(step[1]);
  }
}

/** Takes one read out of a budget, if it allows one; see {@link Spending}. An unreadable budget counts as unspent. */
export function spendWithin(
  kept: unknown,
  { nowMs, windowSeconds, allowed, inOneSecond, holdUntilMs }: Spending,
): Spent {
  const before = isSpent(kept) ? kept : { heldUntilMs: 0, reads: [] };
  const second = Math.floor(nowMs / 1_000);
  const reads = new Map(before.reads.filter(([at]) => at > second - windowSeconds));
  const heldUntilMs = Math.max(before.heldUntilMs, holdUntilMs);
  const used = [...reads.values()].reduce((sum, count) => sum + count, 0);
  const ofSecond = reads.get(second) ?? 0;
  const taken = heldUntilMs <= nowMs && used < allowed && ofSecond < inOneSecond;
  if (taken) reads.set(second, ofSecond + 1);
  return { taken, heldUntilMs, reads: [...reads] };
}

function isSpent(kept: unknown): kept is Spent {
  return (
    isRecord(kept) &&
    typeof kept["heldUntilMs"] === "number" &&
    Array.isArray(kept["reads"]) &&
    kept["reads"].every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite))
  );
}
