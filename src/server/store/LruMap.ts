export interface LruLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

export interface LruMapOptions<Value> extends LruLimits {
  /** The memory that a value takes with all that belongs to it, in bytes. */
  readonly sizeOf: (value: Value, key: string) => number;
  /** Everything of rank 0 is evicted before anything of rank 1, and so on. @default 0 for all */
  readonly rankOf?: (value: Value) => 0 | 1 | 2;
  /** Whether a value must not be evicted at present. @default false for all */
  readonly isHeld?: (value: Value) => boolean;
  /** Called for what was evicted, which is out of the map already. */
  readonly onEvict?: (value: Value, key: string) => void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** An entry that must not be evicted, and the rank that it had when it was put aside. */
interface HeldEntry<Value> extends Entry<Value> {
  readonly rank: 0 | 1 | 2;
}

/**
 * A map within limits of entries and bytes, which evicts the least recently used. Our own, since `lru-cache`, which
 * bounds both too, knows neither ranks nor values that must not be evicted.
 */
export class LruMap<Value> {
  readonly #options: LruMapOptions<Value>;
  /** By rank, then by last use: a `Map` keeps the order of insertion, and each use inserts anew. */
  readonly #ranks: readonly Map<string, Entry<Value>>[] = [new Map(), new Map(), new Map()];
  /** Apart, so that the search for what to evict does not walk past them; in the order in which they were put here. */
  readonly #held = new Map<string, HeldEntry<Value>>();
  /** What is held of each rank. */
  readonly #heldOf: Readonly<Record<0 | 1 | 2, { entries: number; bytes: number }>> = {
    0: { entries: 0, bytes: 0 },
    1: { entries: 0, bytes: 0 },
    2: { entries: 0, bytes: 0 },
  };
  #bytes = 0;

  constructor(options: LruMapOptions<Value>) {
    this.#options = options;
  }

  get size(): number {
    return this.#ranks.reduce((sum, { size }) => sum + size, this.#held.size);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#remove(key);
    if (entry !== undefined) this.#add(key, entry);
    return entry?.value;
  }

  /** Gets a value without counting as a use. */
  peek(key: string): Value | undefined {
    for (const entries of this.#ranks) {
      const entry = entries.get(key);
      if (entry !== undefined) return entry.value;
    }
    return this.#held.get(key)?.value;
  }

  /** Puts a value in, or takes anew the size and rank of one that has changed. A value over `maxBytes` is evicted. */
  set(key: string, value: Value): void {
    const { sizeOf, maxBytes, isHeld, onEvict } = this.#options;
    this.#remove(key);
    this.#release();
    const bytes = sizeOf(value, key);
    if (bytes > maxBytes && isHeld?.(value) !== true) return onEvict?.(value, key);
    this.#add(key, { value, bytes });
    this.#trim();
  }

  delete(key: string): void {
    this.#remove(key);
  }

  values(): Value[] {
    return [...this.#ranks, this.#held].flatMap((entries) => Array.from(entries.values(), ({ value }) => value));
  }

  #trim(): void {
    const { isHeld, onEvict, maxEntries, maxBytes } = this.#options;
    // What is held will make room soon, so nothing of a higher rank is evicted for it.
    const allowed = { entries: maxEntries, bytes: maxBytes };
    for (const [rank, entries] of this.#ranks.entries()) {
      for (const [key, entry] of entries) {
        if (this.size <= allowed.entries && this.#bytes <= allowed.bytes) break;
        this.#remove(key);
        if (isHeld?.(entry.value) === true) this.#add(key, entry);
        else onEvict?.(entry.value, key);
      }
      allowed.entries += this.#heldOf[rank as 0 | 1 | 2].entries;
      allowed.bytes += this.#heldOf[rank as 0 | 1 | 2].bytes;
    }
  }

  /** Puts back what is no longer held, oldest first, up to one that still is; `set` puts back the others. */
  #release(): void {
    for (const [key, { value }] of this.#held) {
      if (this.#options.isHeld?.(value) === true) return;
      this.get(key);
    }
  }

  #add(key: string, { value, bytes }: Entry<Value>): void {
    const { rankOf, isHeld } = this.#options;
    const rank = rankOf?.(value) ?? 0;
    this.#bytes += bytes;
    // There are as many maps as ranks.
    if (isHeld?.(value) !== true)
      return void (this.#ranks[rank] as Map<string, Entry<Value>>).set(key, { value, bytes });
    this.#held.set(key, { value, bytes, rank });
    this.#count(rank, 1, bytes);
  }

  #remove(key: string): Entry<Value> | undefined {
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#held.delete(key);
      this.#count(held.rank, -1, -held.bytes);
    }
    const removed = held ?? this.#ranks.find((entries) => entries.has(key))?.get(key);
    if (removed === undefined) return undefined;
    if (held === undefined) for (const entries of this.#ranks) entries.delete(key);
    this.#bytes -= removed.bytes;
    return removed;
  }

  #count(rank: 0 | 1 | 2, entries: number, bytes: number): void {
    this.#heldOf[rank].entries += entries;
    this.#heldOf[rank].bytes += bytes;
  }
}

/** Memory for a string, an object or an entry of a map beside its characters, in bytes, roughly. */
const OVERHEAD = 32;

/** Memory that a string takes, in bytes: one a character, or two where one of them is beyond Latin-1. */
export function textBytes(text: string): number {
  return OVERHEAD + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}

/** Memory that a plain JSON value takes, in bytes, roughly. */
export function jsonBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value !== "object" || value === null) return 8;
  let bytes = OVERHEAD;
  // Without the names, which objects of one shape share.
  for (const part of Object.values(value)) bytes += 8 + jsonBytes(part);
  return bytes;
}

/** A copy of a text: a slice of a longer string keeps the whole of it in memory. */
export function ownText(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
