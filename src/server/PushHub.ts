import type { EventStream } from "./EventStream";
import type { OperationReader } from "./OperationReader";
import { PushedStream, type Watch } from "./PushedStream";
import type { PushOptions } from "./RelayOptions";
import type { WatchedOperations } from "./WatchedOperations";

/** How a visitor who opens a stream may be turned away. */
export type Refusal = "too many streams" | "too many of this visitor";

export type PushLimits = { readonly [Limit in keyof PushOptions]-?: number };

export interface PushHubOptions {
  readonly reader: OperationReader;
  readonly watched: WatchedOperations;
  readonly limits: PushLimits;
  readonly relayName: string;
  readonly now: () => number;
}

/** Tells visitors of changes the moment the relay knows them. */
export class PushHub {
  readonly #options: PushHubOptions;
  /** Who listens, by the operation. */
  readonly #listening = new Map<string, Set<PushedStream>>();
  /** All that are open, and whose they are. */
  readonly #streams = new Map<PushedStream, string>();

  constructor(options: PushHubOptions) {
    this.#options = options;
    options.watched.onUnpush = (key) => {
      for (const stream of this.#listening.get(key) ?? []) stream.drop(key);
    };
    options.watched.onChange(({ target, answer }) => {
      if (answer !== null) for (const stream of this.#listening.get(target.key) ?? []) stream.hear(target.key);
    });
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Whether one more stream may be opened. */
  refusal(visitor: string): Refusal | null {
    const { maxStreams, maxStreamsPerVisitor } = this.#options.limits;
    if (this.#streams.size >= maxStreams) return "too many streams";
    let own = 0;
    for (const whose of this.#streams.values()) if (whose === visitor) own += 1;
    return own >= maxStreamsPerVisitor ? "too many of this visitor" : null;
  }

  /**
   * Opens a stream of what is known of each operation, and of every change from then on.
   *
   * @param lastEventId What the visitor heard last, on a stream before this one; then only what has changed since is told.
   */
  open(watches: readonly Watch[], visitor: string, lastEventId: string | null, signal: AbortSignal): EventStream {
    const keys = watches.map(({ target }) => target.key);
    const stream = new PushedStream(this.#options, watches, () => {
      signal.removeEventListener("abort", close);
      this.#streams.delete(stream);
      for (const key of keys) this.#leave(key, stream);
    });
    const close = (): void => stream.events.close();
    signal.addEventListener("abort", close, { once: true });
    this.#streams.set(stream, visitor);
    for (const key of keys) this.#listening.set(key, (this.#listening.get(key) ?? new Set()).add(stream));
    void stream.begin(lastEventId);
    if (signal.aborted) close();
    return stream.events;
  }

  close(): void {
    for (const stream of [...this.#streams.keys()]) stream.events.close();
  }

  #leave(key: string, stream: PushedStream): void {
    const all = this.#listening.get(key);
    if (all?.delete(stream) === true && all.size === 0) this.#listening.delete(key);
  }
}
