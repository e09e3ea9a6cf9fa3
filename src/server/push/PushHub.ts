import type { PushOptions } from "../contract/RelayOptions";
import { StreamSlots, type StreamSlot } from "./StreamSlots";
import { SseWriter, sseEvents } from "./SseWriter";
import { Subscription, type SubscriptionRequest } from "./Subscription";
import type { CachedReader } from "../cache/CachedReader";
import type { OperationCache } from "../cache/OperationCache";

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

export interface SubscriberOptions {
  readonly reader: CachedReader;
  readonly cache: OperationCache;
  /** Part of the ids of events; the ids of another relay say nothing here. */
  readonly relayName: string;
  readonly limits: { readonly heartbeatMs: number; readonly maxAgeMs: number; readonly maxWatches: number };
  readonly now: () => number;
}

/** One visitor's stream, with a subscription for each of its operations. */
export class Subscriber {
  readonly writer: SseWriter;
  readonly #options: SubscriberOptions;
  readonly #subscriptions: readonly Subscription[];
  readonly #session: string;
  /** Events have ids once all that is known has been sent. */
  #isReady = false;

  /**
   * @param session The session that the stream was granted to.
   * @param onClose Called once, when either side has ended the stream.
   */
  constructor(
    options: SubscriberOptions,
    requests: readonly SubscriptionRequest[],
    session: string,
    onClose: () => void,
  ) {
    const { reader, cache } = options;
    this.#options = options;
    this.#session = session;
    this.writer = new SseWriter(() => {
      onClose();
      for (const subscription of this.#subscriptions) subscription.end();
      stopTimers();
    });
    const nextId = (): string | null => (this.#isReady ? this.#id() : null);
    this.#subscriptions = requests.map(
      (request) => new Subscription({ request, reader, cache, writer: this.writer, session, nextId }),
    );
    const stopTimers = this.#startTimers();
  }

  /**
   * Sends what is known of each operation.
   *
   * @param lastEventId The last event of the visitor's stream before this one; then only later changes are sent.
   */
  async start(lastEventId: string | null): Promise<void> {
    for (const { isCached, request } of this.#subscriptions) if (!isCached) this.drop(request.target.key);
    const since = this.#changeOf(lastEventId);
    await Promise.all(this.#subscriptions.map((subscription) => subscription.sendCurrent(since)));
    this.#isReady = true;
    const { heartbeatMs, maxWatches } = this.#options.limits;
    this.writer.send("ready", () => sseEvents.ready({ session: this.#session, heartbeatMs, maxWatches }, this.#id()));
  }

  /** The cached answer of an operation has changed. */
  sendChange(key: string): void {
    for (const subscription of this.#of(key)) subscription.sendChange().catch(() => this.writer.close());
  }

  /** The relay has no room for an operation: the visitor has to poll it. */
  drop(key: string): void {
    for (const subscription of this.#of(key)) subscription.drop();
  }

  #of(key: string): readonly Subscription[] {
    return this.#subscriptions.filter(({ request }) => request.target.key === key);
  }

  /**
   * The number of the last change up to which all have been sent: one that still waits, for `authorize` or for room, is
   * sent twice rather than never.
   */
  #id(): string {
    const { relayName, cache } = this.#options;
    const unsent = this.#subscriptions.flatMap(({ unsentSince }) => unsentSince ?? []);
    return `${relayName}.${Math.min(cache.changeCount, ...unsent.map((change) => change - 1))}.${this.#session}`;
  }

  /** The number of the change in an id of this relay's, in the same session; null for any other id. */
  #changeOf(id: string | null): number | null {
    const [relay, change, session] = (id ?? "").split(".");
    return relay === this.#options.relayName && session === this.#session && /^\d{1,15}$/.test(change ?? "")
      ? Number(change)
      : null;
  }

  /**
   * Timers for each stream: on platforms that end a request's timers with it, a shared one would end with the stream
   * that started it, and a stream without any is taken for one that hangs.
   *
   * @returns what stops them
   */
  #startTimers(): () => void {
    const { limits, now } = this.#options;
    const endsAtMs = now() + limits.maxAgeMs;
    const heartbeat = setInterval(() => {
      // Its visitor opens another, with the cookies and rights of then.
      if (now() >= endsAtMs) return this.writer.close();
      this.writer.send("heartbeat", () => sseEvents.heartbeat());
      for (const subscription of this.#subscriptions) subscription.keepPolling();
    }, limits.heartbeatMs);
    // Between two heartbeats too; the clock above is that of a machine which may have slept.
    const end = setTimeout(() => this.writer.close(), limits.maxAgeMs);
    // Numbers, without it, where the platform is not Node.
    for (const timer of [heartbeat, end]) (timer as { unref?: () => void }).unref?.();
    return () => [heartbeat, end].forEach(clearTimeout);
  }
}
