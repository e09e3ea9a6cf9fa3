export interface LruLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

export interface LruMapOptions<Value> extends LruLimits {
  /** How much memory a value takes, in bytes, with all that belongs to it. */
  readonly sizeOf: (value: Value, key: string) => number;
  /** What is worth more goes later: everything of rank 0 before anything of rank 1. @default 0 for all */
  readonly rankOf?: (value: Value) => 0 | 1 | 2;
  /** Whether a value can't be let go of at present. @default false for all */
  readonly isHeld?: (value: Value) => boolean;
  /** Told of what was let go of, which is out already. */
  readonly onEvict?: (value: Value, key: string) => void;
}

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** An entry that can't be let go of, and the rank that it had when it was put aside. */
interface HeldEntry<Value> extends Entry<Value> {
  readonly rank: 0 | 1 | 2;
}

/** A map that stays within its limits by letting go of what was used least recently. */
export class LruMap<Value> {
  readonly #options: LruMapOptions<Value>;
  /**
   * By rank, and then in the order of their last use: a `Map` keeps the order of insertion, and each use inserts anew.
   */
  readonly #ranks: readonly Map<string, Entry<Value>>[] = [new Map(), new Map(), new Map()];
  /**
   * Aside, so that whoever looks for what can go walks past none of them; the one that was put there first is first.
   */
  readonly #held = new Map<string, HeldEntry<Value>>();
  /** How much is held of each rank. */
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

  /** Without counting as a use. */
  peek(key: string): Value | undefined {
    for (const entries of this.#ranks) {
      const entry = entries.get(key);
      if (entry !== undefined) return entry.value;
    }
    return this.#held.get(key)?.value;
  }

  /**
   * Also for a value that is in already and has changed: its size and its rank are taken anew. One that is larger than
   * all may be is not kept.
   */
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
    // What is held makes room soon, and so nothing of a higher rank has to go for it.
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

  /** Puts back what is held no more, of what was put aside first; whoever is told sets the others again. */
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
