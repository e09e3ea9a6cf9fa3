import { LruMap } from "./LruMap";
import type { RelayStore } from "./RelayStore";

export interface MemoryStoreOptions {
  /** How many values are kept at most; the least recently used go first. @default 10000 */
  readonly maxEntries?: number | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

interface Kept {
  readonly value: unknown;
  readonly untilMs: number;
}

/**
 * Keeps what a relay knows in this process. It is the default; pass one yourself to share it between relays of one process.
 *
 * @throws TypeError when maxEntries is not a number of 1 or more.
 * @example
 * const store = memoryStore();
 * const relay = createRelay({ store, upstreams, authorize });
 */
export function memoryStore(options: MemoryStoreOptions = {}): RelayStore {
  const { maxEntries = 10_000, now = Date.now } = options;
  if (!(maxEntries >= 1)) throw new TypeError("memoryStore: maxEntries must be a number of 1 or more.");
  // Values are kept as they are, and shared with whoever put them in: their bytes are counted there.
  const values = new LruMap<Kept>({ maxEntries, maxBytes: Number.POSITIVE_INFINITY }, () => 0);
  const listeners = new Set<(message: unknown) => void>();

  function live(key: string): unknown {
    const kept = values.get(key);
    if (kept === undefined) return null;
    if (kept.untilMs > now()) return kept.value;
    values.delete(key);
    return null;
  }

  return {
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
  };
}
