import type { CachedReader } from "../cache/CachedReader";
import type { OperationCache } from "../cache/OperationCache";
import { sseEvents, Subscription, type SubscriptionRequest } from "./Subscription";

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
    const send: SseWriter["send"] = (topic, event) => this.writer.send(topic, event);
    const nextId = (): string | null => (this.#isReady ? this.#id() : null);
    this.#subscriptions = requests.map(
      (request) => new Subscription({ request, reader, cache, send, session, nextId }),
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

const encoder = new TextEncoder();

/** How much may wait to be read. */
const HIGH_WATER_BYTES = 16_384;

/** The body of one stream of server-sent events. A slow reader gets fewer events, each the newest, never a queue. */
export class SseWriter {
  readonly body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  /** Events to be sent as soon as there is room, by topic. */
  readonly #pending = new Map<string, () => string | null>();
  readonly #onClose: () => void;
  #isClosed = false;

  /** @param onClose Called once, when either side has ended the stream. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#flush(),
        cancel: () => this.close(),
      },
      // In bytes: a chunk that a socket takes at once is not waited for. No ByteLengthQueuingStrategy: Next's edge
      // runtime lacks it.
      { highWaterMark: HIGH_WATER_BYTES, size: (chunk) => chunk.byteLength },
    );
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Sends an event once there is room, in the place of one on the same topic that still waits.
   *
   * @param event Called when there is room; null sends nothing.
   */
  send(topic: string, event: () => string | null): void {
    this.#pending.delete(topic);
    this.#pending.set(topic, event);
    this.#flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending.clear();
    try {
      // Unread chunks would keep the stream from ever ending.
      if ((this.#controller?.desiredSize ?? 0) < HIGH_WATER_BYTES)
        this.#controller?.error(new Error("The reader of this stream of events takes nothing."));
      else this.#controller?.close();
    } catch {
      // Canceled by its reader, so it is closed already.
    }
    this.#onClose();
  }

  #flush(): void {
    const controller = this.#controller;
    for (const [topic, event] of this.#pending) {
      if (this.#isClosed || controller === null || (controller.desiredSize ?? 0) <= 0) return;
      this.#pending.delete(topic);
      const text = event();
      if (text !== null) controller.enqueue(encoder.encode(text));
    }
  }
}
