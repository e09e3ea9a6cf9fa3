import { PUSH_DEFAULTS } from "./pushWire";

/** The operations that are wanted on a stream, and those that are on it, within the relay's limit for one stream. */
export class StreamSubscriptions {
  #wanted: readonly string[] = [];
  #onStream = new Set<string>();
  /** Operations that the relay turned down: they are polled, and no stream is opened for them. */
  #turnedDown = new Set<string>();
  /** The limit of the next stream: the relay's, or less after refusals. */
  #limit: number = PUSH_DEFAULTS.maxWatches;
  /** The limit that the relay told; null until it has. */
  #toldLimit: number | null = null;

  get isEmpty(): boolean {
    return this.#wanted.length === 0;
  }

  /** The operations on the stream, without those that it has turned down. */
  get onStream(): readonly string[] {
    return [...this.#onStream];
  }

  /** Whether a wanted operation that fits is not on the stream. */
  get isMoreWanted(): boolean {
    return this.#fitting.some((name) => !this.#onStream.has(name) && !this.#turnedDown.has(name));
  }

  get #fitting(): readonly string[] {
    return this.#wanted.slice(0, this.#limit);
  }

  /** Sets the wanted operations, the most important first. @returns whether one of them was not wanted before */
  want(names: Iterable<string>): boolean {
    const before = new Set(this.#wanted);
    this.#wanted = [...new Set(names)];
    const hasNew = this.#wanted.some((name) => !before.has(name));
    // A refusal may have been about the others: with a halved limit, those would keep the new one from being asked for.
    if (hasNew) this.#limit = this.#toldLimit ?? PUSH_DEFAULTS.maxWatches;
    return hasNew;
  }

  /** Begins a new stream. @returns its operations: all that are wanted and fit */
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

  /** Sets the most operations that the relay takes on one stream; undefined where it does not tell. */
  setLimit(limit: number | undefined): void {
    if (limit === undefined) return;
    this.#limit = limit;
    this.#toldLimit = limit;
  }

  /**
   * Halves the limit after a stream was refused, perhaps for too many operations: `EventSource` tells neither status
   * nor body. A later `ready` tells the real limit. Where that is known, a first refusal has another cause.
   */
  refuse(isFirst: boolean): void {
    if (isFirst && this.#toldLimit !== null) return;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#onStream.size + this.#turnedDown.size) / 2));
  }
}
