import { PUSH_DEFAULTS } from "./pushWire";

/** Which operations a stream should be about, and which it is about, within what the relay takes on one. */
export class StreamSubscriptions {
  #wanted: readonly string[] = [];
  #onStream = new Set<string>();
  /** What the stream has turned down is polled, and no reason to open another. */
  #turnedDown = new Set<string>();
  #limit: number = PUSH_DEFAULTS.maxWatches;
  #isLimitTold = false;

  get isEmpty(): boolean {
    return this.#wanted.length === 0;
  }

  /** The operations on the stream, without those that it has turned down. */
  get onStream(): readonly string[] {
    return [...this.#onStream];
  }

  /** Whether more is wanted, and fits, than the stream is about. */
  get isMoreWanted(): boolean {
    return this.#fitting.some((name) => !this.#onStream.has(name) && !this.#turnedDown.has(name));
  }

  get #fitting(): readonly string[] {
    return this.#wanted.slice(0, this.#limit);
  }

  /** Sets what is wanted, in the order of importance. @returns whether that has what was not wanted before */
  want(names: Iterable<string>): boolean {
    const before = new Set(this.#wanted);
    this.#wanted = [...new Set(names)];
    return this.#wanted.some((name) => !before.has(name));
  }

  /** A stream is opened. @returns what it is to be about: all that is wanted and fits */
  open(): readonly string[] {
    this.#onStream = new Set(this.#fitting);
    this.#turnedDown = new Set();
    return this.onStream;
  }

  /** @returns whether the operation was on the stream */
  turnDown(name: string): boolean {
    if (!this.#onStream.delete(name)) return false;
    this.#turnedDown.add(name);
    return true;
  }

  clear(): void {
    this.#onStream = new Set();
    this.#turnedDown = new Set();
  }

  /** The relay takes so many on one stream; undefined where it does not tell. */
  setLimit(limit: number | undefined): void {
    if (limit === undefined) return;
    this.#limit = limit;
    this.#isLimitTold = true;
  }

  /**
   * A stream was refused, perhaps since it was about too many: `EventSource` tells no status and no body. So the next
   * one is about half of them, until a `ready` tells the limit. Where the limit is known, a first refusal has another
   * cause.
   */
  refuse(isFirst: boolean): void {
    if (isFirst && this.#isLimitTold) return;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#onStream.size + this.#turnedDown.size) / 2));
  }
}
