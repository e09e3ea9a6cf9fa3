import type { EventStream } from "./EventStream";
import type { CachedReader } from "../cache/CachedReader";
import { PushedStream, type Watch } from "./PushedStream";
import type { PushOptions } from "../contract/RelayOptions";
import { StreamSlots, type StreamSlot } from "./StreamSlots";
import type { OperationCache } from "../cache/OperationCache";

export type PushLimits = { readonly [Limit in keyof PushOptions]-?: number };

export interface PushHubOptions {
  readonly reader: CachedReader;
  readonly cache: OperationCache;
  readonly limits: PushLimits;
  readonly relayName: string;
  readonly now: () => number;
}

/** Tells visitors of changes the moment the relay knows them. */
export class PushHub {
  readonly #options: PushHubOptions;
  /** Who listens, by the operation. */
  readonly #listening = new Map<string, Set<PushedStream>>();
  readonly #streams = new Set<PushedStream>();
  readonly slots: StreamSlots;

  constructor(options: PushHubOptions) {
    this.#options = options;
    this.slots = new StreamSlots(options.limits);
    options.cache.onChange(({ target, answer }) => {
      if (answer !== null) for (const stream of this.#listening.get(target.key) ?? []) stream.hear(target.key);
    });
  }

  /**
   * Opens a stream of what is known of each operation, and of every change from then on.
   *
   * @param slot Given back when the stream ends.
   * @param session Names whom it was granted to.
   * @param lastEventId What the visitor heard last, on a stream before this one; then only what has changed since is
   * told.
   */
  open(
    watches: readonly Watch[],
    slot: StreamSlot,
    session: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ): EventStream {
    const keys = watches.map(({ target }) => target.key);
    const stream = new PushedStream(this.#options, watches, session, () => {
      signal.removeEventListener("abort", close);
      this.#streams.delete(stream);
      slot.release();
      for (const key of keys) this.#leave(key, stream);
    });
    const close = (): void => stream.events.close();
    signal.addEventListener("abort", close, { once: true });
    this.#streams.add(stream);
    for (const key of keys) this.#listening.set(key, (this.#listening.get(key) ?? new Set()).add(stream));
    stream.begin(lastEventId).catch(close);
    if (signal.aborted) close();
    return stream.events;
  }

  /** The relay has no room for an operation: its visitors have to ask about it. */
  drop(key: string): void {
    for (const stream of this.#listening.get(key) ?? []) stream.drop(key);
  }

  close(): void {
    for (const stream of [...this.#streams]) stream.events.close();
  }

  #leave(key: string, stream: PushedStream): void {
    const all = this.#listening.get(key);
    if (all?.delete(stream) === true && all.size === 0) this.#listening.delete(key);
  }
}
