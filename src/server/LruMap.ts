export interface LruLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** A map that stays within its limits by letting go of what was used least recently. */
export class LruMap<Value> {
  readonly #limits: LruLimits;
  readonly #sizeOf: (value: Value) => number;
  readonly #onEvict: (key: string, value: Value) => void;
  /** In the order of their last use: a `Map` keeps the order of insertion, and each use inserts anew. */
  readonly #entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  #bytes = 0;

  constructor(limits: LruLimits, sizeOf: (value: Value) => number, onEvict: (key: string, value: Value) => void = () => undefined) {
    this.#limits = limits;
    this.#sizeOf = sizeOf;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Also for a value that is in already and has grown: its size is taken anew. */
  set(key: string, value: Value): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#remove(key, before.bytes);
    const bytes = this.#sizeOf(value);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.maxEntries && this.#bytes <= this.#limits.maxBytes) return;
      this.#remove(oldest, entry.bytes);
      this.#onEvict(oldest, entry.value);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#remove(key, entry.bytes);
  }

  values(): IterableIterator<Value> {
    return Array.from(this.#entries.values(), ({ value }) => value)[Symbol.iterator]();
  }

  #remove(key: string, bytes: number): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }
}
