import type { PushOptions } from "../contract/RelayOptions";
import { StreamSlots, type StreamSlot } from "./StreamSlots";
import { Subscriber, type SubscriberOptions } from "./Subscriber";
import type { SseWriter } from "./SseWriter";
import type { SubscriptionRequest } from "./SubscriptionRequest";

export type PushLimits = { readonly [Limit in keyof PushOptions]-?: number };

export interface PushHubOptions extends SubscriberOptions {
  readonly limits: PushLimits;
}

/** All subscribers of a relay: passes each change in the cache on to those of its operation. */
export class PushHub {
  readonly slots: StreamSlots;
  readonly #options: PushHubOptions;
  readonly #subscribersByKey = new Map<string, Set<Subscriber>>();
  readonly #subscribers = new Set<Subscriber>();

  constructor(options: PushHubOptions) {
    this.#options = options;
    this.slots = new StreamSlots(options.limits);
    options.cache.onChange(({ target, answer }) => {
      if (answer !== null)
        for (const subscriber of this.#subscribersByKey.get(target.key) ?? []) subscriber.sendChange(target.key);
    });
  }

  /**
   * Opens a stream of what is known of each operation, and of every change from then on.
   *
   * @param slot Released when the stream ends.
   * @param session The session that the stream was granted to.
   * @param lastEventId The last event of the visitor's stream before this one; then only later changes are sent.
   */
  subscribe(
    requests: readonly SubscriptionRequest[],
    slot: StreamSlot,
    session: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ): SseWriter {
    const keys = requests.map(({ target }) => target.key);
    const subscriber = new Subscriber(this.#options, requests, session, () => {
      signal.removeEventListener("abort", close);
      this.#subscribers.delete(subscriber);
      slot.release();
      for (const key of keys) this.#remove(key, subscriber);
    });
    const close = (): void => subscriber.writer.close();
    signal.addEventListener("abort", close, { once: true });
    this.#subscribers.add(subscriber);
    for (const key of keys)
      this.#subscribersByKey.set(key, (this.#subscribersByKey.get(key) ?? new Set()).add(subscriber));
    subscriber.start(lastEventId).catch(close);
    if (signal.aborted) close();
    return subscriber.writer;
  }

  /** The relay has no room for an operation: its subscribers have to poll it. */
  drop(key: string): void {
    for (const subscriber of this.#subscribersByKey.get(key) ?? []) subscriber.drop(key);
  }

  close(): void {
    for (const { writer } of [...this.#subscribers]) writer.close();
  }

  #remove(key: string, subscriber: Subscriber): void {
    const all = this.#subscribersByKey.get(key);
    if (all?.delete(subscriber) === true && all.size === 0) this.#subscribersByKey.delete(key);
  }
}
