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

/** A map that stays within its limits by letting go of what was used least recently. */
export class LruMap<Value> {
  readonly #options: LruMapOptions<Value>;
  /** By rank, and then in the order of their last use: a `Map` keeps the order of insertion, and each use inserts anew. */
  readonly #ranks: readonly Map<string, Entry<Value>>[] = [new Map(), new Map(), new Map()];
  #bytes = 0;

  constructor(options: LruMapOptions<Value>) {
    this.#options = options;
  }

  get size(): number {
    return this.#ranks.reduce((sum, { size }) => sum + size, 0);
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
    return undefined;
  }

  /** Also for a value that is in already and has changed: its size and its rank are taken anew. One that is larger than all may be is not kept. */
  set(key: string, value: Value): void {
    const { sizeOf, maxBytes, isHeld, onEvict } = this.#options;
    this.#remove(key);
    const bytes = sizeOf(value, key);
    if (bytes > maxBytes && isHeld?.(value) !== true) return onEvict?.(value, key);
    this.#add(key, { value, bytes });
    this.#trim();
  }

  delete(key: string): void {
    this.#remove(key);
  }

  values(): Value[] {
    return this.#ranks.flatMap((entries) => Array.from(entries.values(), ({ value }) => value));
  }

  #trim(): void {
    const { isHeld, onEvict, maxEntries, maxBytes } = this.#options;
    const held: string[] = [];
    // What is held makes room soon, and so nothing of a higher rank has to go for it.
    const passing = { entries: 0, bytes: 0 };
    for (const entries of this.#ranks) {
      const allowed = { entries: maxEntries + passing.entries, bytes: maxBytes + passing.bytes };
      for (const [key, { value, bytes }] of entries) {
        if (this.size <= allowed.entries && this.#bytes <= allowed.bytes) break;
        if (isHeld?.(value) === true) {
          held.push(key);
          passing.entries += 1;
          passing.bytes += bytes;
        } else {
          this.#remove(key);
          onEvict?.(value, key);
        }
      }
    }
    // To the end, so that the next time they are not in the way again.
    for (const key of held) this.get(key);
  }

  #add(key: string, entry: Entry<Value>): void {
    // There are as many maps as ranks.
    (this.#ranks[this.#options.rankOf?.(entry.value) ?? 0] as Map<string, Entry<Value>>).set(key, entry);
    this.#bytes += entry.bytes;
  }

  #remove(key: string): Entry<Value> | undefined {
    for (const entries of this.#ranks) {
      const entry = entries.get(key);
      if (entry === undefined) continue;
      entries.delete(key);
      this.#bytes -= entry.bytes;
      return entry;
    }
    return undefined;
  }
}
