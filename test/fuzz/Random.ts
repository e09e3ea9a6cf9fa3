/**
 * Pseudorandom numbers (mulberry32): the same seed gives the same numbers, so that a failure can be repeated.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  isOneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  of<Value>(values: readonly Value[]): Value {
    // There is one at every index below the length; nobody passes an empty list.
    return values[this.below(values.length)] as Value;
  }

  /** As many as it gets, up to `most`. */
  many<Value>(most: number, make: () => Value): Value[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}
