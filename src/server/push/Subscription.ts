import { pushWire, type PushReady } from "../../client/push/pushWire";
import type { CachedAnswer } from "../cache/answer/CachedAnswer";
import type { CachedReader } from "../cache/CachedReader";
import type { CacheEntry } from "../cache/entry/CacheEntry";
import type { OperationCache } from "../cache/OperationCache";
import type { Target } from "../upstream/Target";

/** A yes of the application about one operation. An answer that the relay reads later needs another. */
export interface Grant {
  /** The cached answer when the application was asked. */
  readonly answer: CachedAnswer | null;
}

/** One operation that a visitor may watch. */
export interface SubscriptionRequest {
  /** As the visitor names it: `layers/v1/jobs/job_1`. */
  readonly name: string;
  readonly target: Target;
  /** Its reads are counted in this visitor's share of a key. */
  readonly visitor: string;
  /** The cached answer when the application first said yes; null when there was none. */
  readonly granted: Pick<CachedAnswer, "etag" | "answeredAtMs"> | null;
  /** Asks the application anew whether the visitor may see it; null for a no. */
  readonly ask: () => Promise<Grant | null>;
}

export interface SubscriptionOptions {
  readonly request: SubscriptionRequest;
  readonly reader: CachedReader;
  readonly cache: OperationCache;
  /** Sends an event once there is room, in the place of one on the same topic; null sends nothing. */
  readonly send: (topic: string, event: () => string | null) => void;
  /** The session that the stream was granted to. */
  readonly session: string;
  /** The id of the next event; null for none. */
  readonly nextId: () => string | null;
}

/** One operation on a visitor's stream: sends its answers, each once, and only what the application said yes to. */
export class Subscription {
  readonly request: SubscriptionRequest;
  readonly #options: SubscriptionOptions;
  readonly #entry: CacheEntry;
  readonly #detach: () => void;
  /**
   * Aborted when the stream ends. One for each subscription: Node takes a hundred listeners on one signal for a leak,
   * and Next's edge runtime has no `AbortSignal.any`.
   */
  readonly #ended = new AbortController();
  #sentEtag: string | null = null;
  #unsentSince: number | null = null;
  /** The question to the application and the sending after it; null while there is nothing to ask. */
  #sending: Promise<void> | null = null;
  #isDropped = false;

  constructor(options: SubscriptionOptions) {
    this.request = options.request;
    this.#options = options;
    this.#entry = options.cache.findOrAdd(options.request.target);
    this.#detach = options.cache.attachStream(this.#entry);
  }

  /** The first of the relay's changes that is still to be sent; null when all are. */
  get unsentSince(): number | null {
    return this.#unsentSince;
  }

  /** Whether the relay still has room for its cache entry. */
  get isCached(): boolean {
    return this.#options.cache.has(this.#entry);
  }

  /** Sends the current answer, unless it has not changed since the change of this number. */
  async sendCurrent(since: number | null): Promise<void> {
    const { reader } = this.#options;
    const { target, visitor, granted } = this.request;
    if (this.#isDropped) return;
    // Another relay may have sent this visitor a newer answer than this one has received so far.
    if (this.#entry.answer !== null) await reader.syncFromStore(target);
    const outcome = await reader.read(target, Number.POSITIVE_INFINITY, visitor, this.#ended.signal).catch(() => null);
    if (this.#isDropped) return;
    if (outcome?.kind === "failed" && outcome.failure.isFatal) return this.#sendUnwatched();
    if (outcome?.kind !== "known" || (since !== null && this.#entry.lastChange <= since)) return;
    // An answer that was read since the application was asked is more than it said yes to.
    if (outcome.answer.etag === granted?.etag && outcome.answer.answeredAtMs === granted.answeredAtMs)
      this.#send(outcome.answer);
    else await this.sendChange();
  }

  /** Its cached answer has changed: asks the application, and sends it. */
  sendChange(): Promise<void> {
    if (this.#isDropped) return Promise.resolve();
    this.#unsentSince ??= this.#options.cache.changeCount;
    this.#sending ??= this.#sendGranted();
    return this.#sending;
  }

  /** The visitor has to poll it from now on: they may not see it any more, or the relay has no room for it. */
  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#unsentSince = null;
    this.#detach();
    this.#sendUnwatched();
  }

  /** Keeps the relay polling it. */
  keepPolling(): void {
    if (!this.#isDropped) this.#options.reader.keepPolling(this.#entry, this.request.visitor);
  }

  end(): void {
    this.#detach();
    this.#ended.abort();
  }

  /** Sends the answer that the application was asked about, and asks again while there is a newer one by then. */
  async #sendGranted(): Promise<void> {
    const { cache } = this.#options;
    try {
      for (;;) {
        const grant = await this.request.ask().catch(() => null);
        if (this.#ended.signal.aborted || this.#isDropped) return;
        if (grant === null) {
          this.#unsentSince = null;
          this.#isDropped = true;
          return this.#sendUnwatched();
        }
        const known = cache.find(this.request.target.key)?.answer ?? null;
        if (grant.answer !== null) this.#send(grant.answer);
        else if (known === null) this.#sendUnwatched();
        if (known === null || (known.etag === grant.answer?.etag && known.body === grant.answer.body)) return;
      }
    } finally {
      this.#sending = null;
    }
  }

  #sendUnwatched(): void {
    this.#options.send(this.request.name, () => sseEvents.unwatched(this.request.name));
  }

  /**
   * Sends an answer that the visitor may see. For a slow reader no old answer is kept: by the time that there is room
   * there is a newer one, and the application is asked about that.
   */
  #send(granted: CachedAnswer): void {
    const { cache, send, session, nextId } = this.#options;
    const { name, target } = this.request;
    const { etag } = granted;
    let unlessLate: CachedAnswer | null = granted;
    send(name, () => {
      const entry = cache.find(target.key);
      const isNewest = entry?.answer?.etag === etag && (unlessLate === null || entry.answer.body === unlessLate.body);
      const answer = isNewest ? entry.answer : unlessLate;
      if (answer === null) return entry?.answer ? null : sseEvents.unwatched(name);
      this.#unsentSince = isNewest || !entry ? null : entry.lastChange;
      if (etag === this.#sentEtag) return null;
      this.#sentEtag = etag;
      return sseEvents.change(name, answer, session, nextId());
    });
    unlessLate = null;
  }
}

const { change, unwatched, ready, heartbeat } = pushWire.event;

/** The events of a stream as text; their data is described in `pushWire`. */
export const sseEvents = {
  change(watch: string, { etag, body }: CachedAnswer, session: string, id: string | null): string {
    const head = JSON.stringify({ watch, etag, session }).slice(0, -1);
    // The body is JSON already. Line breaks in it are white space, and would end the event.
    return eventOf(change, `${head},"body":${body.replace(/[\r\n]+/g, " ")}}`, id);
  },
  unwatched: (watch: string): string => eventOf(unwatched, JSON.stringify({ watch })),
  ready: (told: PushReady, id: string): string => eventOf(ready, JSON.stringify(told), id),
  /** An event rather than a comment: a page never sees comments. */
  heartbeat: (): string => eventOf(heartbeat, "{}"),
};

function eventOf(type: string, data: string, id: string | null = null): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}
