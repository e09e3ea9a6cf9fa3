import { changeEvent, EventStream, HEARTBEAT, readyEvent, unwatchedEvent } from "./EventStream";
import type { CachedAnswer } from "../cache/answer/CachedAnswer";
import type { CachedReader } from "../cache/CachedReader";
import type { Target } from "../upstream/Target";
import type { CacheEntry } from "../cache/entry/CacheEntry";
import type { OperationCache } from "../cache/OperationCache";

/** A yes of the application about one operation. What the relay learns later needs another. */
export interface WatchGrant {
  /** What was known when the application was asked. */
  readonly answer: CachedAnswer | null;
}

/** One operation that a stream is about. */
export interface Watch {
  /** As the visitor names it: `layers/v1/jobs/job_1`. */
  readonly name: string;
  readonly target: Target;
  /** Whose share of a key its reads are taken from. */
  readonly visitor: string;
  /** What was known when the application first said yes; null when nothing was. */
  readonly known: Pick<CachedAnswer, "etag" | "answeredAtMs"> | null;
  /** Asks the application anew whether the visitor may see it; null for a no. */
  readonly ask: () => Promise<WatchGrant | null>;
}

export interface PushedStreamOptions {
  readonly reader: CachedReader;
  readonly cache: OperationCache;
  /** Stands in the ids of events; another relay's say nothing here. */
  readonly relayName: string;
  readonly limits: { readonly heartbeatMs: number; readonly maxAgeMs: number };
  readonly now: () => number;
}

interface Listener {
  readonly watch: Watch;
  readonly entry: CacheEntry;
  /**
   * Aborted with the stream. Of its own: Node takes a hundred listeners on one signal for a leak, and Next's edge
   * runtime has no `AbortSignal.any`.
   */
  readonly gone: AbortSignal;
  /** The tag of what was told last. */
  toldEtag: string | null;
  /** The first of the relay's changes that it has still to tell; null when it has told all. */
  untold: number | null;
  /** Asks whether the visitor may see what is known now, and tells it; null while there is nothing to ask. */
  telling: Promise<void> | null;
  /** Ends that it is kept for the stream. */
  readonly unpush: () => void;
  /** Whether the visitor is told of it no more: they may no longer see it, or the relay had to let go of it. */
  isForbidden: boolean;
}

/** One visitor's stream: what it has told of each of its operations, and what it has still to tell. */
export class PushedStream {
  readonly events: EventStream;
  readonly #options: PushedStreamOptions;
  readonly #listeners: readonly Listener[];
  readonly #session: string;
  /** Ids are told once everything that is known has been. */
  #isReady = false;

  /**
   * @param session Names whom it was granted to.
   * @param onClose Called once, when either side has ended it.
   */
  constructor(options: PushedStreamOptions, watches: readonly Watch[], session: string, onClose: () => void) {
    this.#options = options;
    this.#session = session;
    const ends: (() => void)[] = [onClose];
    this.events = new EventStream(() => {
      for (const end of ends) end();
    });
    this.#listeners = watches.map((watch) => {
      const entry = options.cache.findOrAdd(watch.target);
      const gone = new AbortController();
      const unpush = options.cache.attachStream(entry);
      ends.push(unpush, () => gone.abort());
      return {
        watch,
        entry,
        gone: gone.signal,
        unpush,
        toldEtag: null,
        untold: null,
        telling: null,
        isForbidden: false,
      };
    });
    ends.push(this.#beat());
  }

  /**
   * Tells what is known of each operation.
   *
   * @param lastEventId What the visitor heard last, on a stream before this one; then only what has changed since is
   * told.
   */
  async begin(lastEventId: string | null): Promise<void> {
    const { reader, cache } = this.#options;
    for (const { watch, entry } of this.#listeners) if (!cache.has(entry)) this.drop(watch.target.key);
    const since = this.#changeOf(lastEventId);
    await Promise.all(
      this.#listeners.map(async (listener) => {
        const { watch, entry, gone } = listener;
        if (listener.isForbidden) return;
        // Another relay may have told this visitor more than this one has heard of so far.
        if (entry.answer !== null) await reader.syncFromStore(watch.target);
        const reading = await reader
          .read(watch.target, Number.POSITIVE_INFINITY, watch.visitor, gone)
          .catch(() => null);
        if (listener.isForbidden) return;
        if (reading?.kind === "failed" && reading.failure.isFatal)
          return this.events.tell(watch.name, () => unwatchedEvent(watch.name));
        if (reading?.kind !== "known" || (since !== null && entry.lastChange <= since)) return;
        // What was read since the application was asked is more than it said yes to.
        if (reading.answer.etag === watch.known?.etag && reading.answer.answeredAtMs === watch.known.answeredAtMs)
          this.#tellAnswer(listener, reading.answer);
        else await this.#tell(listener);
      }),
    );
    this.#isReady = true;
    this.events.tell("ready", () => readyEvent(this.#session, this.#id()));
  }

  /** What is known of an operation has changed. */
  hear(key: string): void {
    for (const listener of this.#listeners)
      if (listener.watch.target.key === key && !listener.isForbidden)
        void this.#tell(listener).catch(() => this.events.close());
  }

  /** The relay has no room for an operation: from now on the visitor has to ask about it. */
  drop(key: string): void {
    for (const listener of this.#listeners) {
      const { name, target } = listener.watch;
      if (target.key !== key || listener.isForbidden) continue;
      listener.isForbidden = true;
      listener.untold = null;
      listener.unpush();
      this.events.tell(name, () => unwatchedEvent(name));
    }
  }

  #tell(listener: Listener): Promise<void> {
    listener.untold ??= this.#options.cache.changeCount;
    listener.telling ??= this.#tellWhatIsGranted(listener);
    return listener.telling;
  }

  /**
   * Tells what was known when the application was asked, and asks again for as long as more is known by the time that
   * it answers.
   */
  async #tellWhatIsGranted(listener: Listener): Promise<void> {
    const { name, ask, target } = listener.watch;
    try {
      for (;;) {
        const grant = await ask().catch(() => null);
        if (this.events.isClosed || listener.isForbidden) return;
        if (grant === null) {
          listener.untold = null;
          listener.isForbidden = true;
          return this.events.tell(name, () => unwatchedEvent(name));
        }
        const known = this.#options.cache.find(target.key)?.answer ?? null;
        const granted = grant.answer ?? null;
        if (granted !== null) this.#tellAnswer(listener, granted);
        else if (known === null) this.events.tell(name, () => unwatchedEvent(name));
        if (known === null || (known.etag === granted?.etag && known.body === granted.body)) return;
      }
    } finally {
      listener.telling = null;
    }
  }

  /**
   * Tells an answer that the visitor may see. For one who reads slowly no old answer is kept: by then there is a newer
   * one, and it is asked about.
   */
  #tellAnswer(listener: Listener, granted: CachedAnswer): void {
    const { name, target } = listener.watch;
    const { etag } = granted;
    let atOnce: CachedAnswer | null = granted;
    this.events.tell(name, () => {
      const known = this.#options.cache.find(target.key);
      const isNewest = known?.answer?.etag === etag && (atOnce === null || known.answer.body === atOnce.body);
      const answer = isNewest ? known.answer : atOnce;
      if (answer === null) return known?.answer ? null : unwatchedEvent(name);
      listener.untold = isNewest || !known ? null : known.lastChange;
      if (etag === listener.toldEtag) return null;
      listener.toldEtag = etag;
      return changeEvent(name, answer, this.#session, this.#isReady ? this.#id() : null);
    });
    atOnce = null;
  }

  /**
   * Names the last change up to which everything has been told: one that still waits, for `authorize` or for room, is
   * told again rather than never.
   */
  #id(): string {
    const { relayName, cache } = this.#options;
    const untold = this.#listeners.flatMap((listener) => listener.untold ?? []);
    return `${relayName}.${Math.min(cache.changeCount, ...untold.map((change) => change - 1))}.${this.#session}`;
  }

  /** The change that an id names, where it is this relay's own, and was told to the same person. */
  #changeOf(id: string | null): number | null {
    const [relay, change, session] = (id ?? "").split(".");
    return relay === this.#options.relayName && session === this.#session && /^\d{1,15}$/.test(change ?? "")
      ? Number(change)
      : null;
  }

  /**
   * A timer for each stream: on platforms that end a request's timers with it, one stream's would not outlive its
   * visitor, and a stream without any is taken for one that hangs.
   *
   * @returns what ends it
   */
  #beat(): () => void {
    const { limits, now, reader } = this.#options;
    const endsAtMs = now() + limits.maxAgeMs;
    const timer = setInterval(() => {
      // Its visitor opens another, with the cookies and rights of then.
      if (now() >= endsAtMs) return this.events.close();
      this.events.tell("heartbeat", () => HEARTBEAT);
      for (const { watch, entry, isForbidden } of this.#listeners)
        if (!isForbidden) reader.keepPolling(entry, watch.visitor);
    }, limits.heartbeatMs);
    // Between two beats too; the clock above is that of a machine which may have slept.
    const end = setTimeout(() => this.events.close(), limits.maxAgeMs);
    // Numbers, without it, where the platform is not Node.
    for (const one of [timer, end]) (one as { unref?: () => void }).unref?.();
    return () => [timer, end].forEach(clearTimeout);
  }
}
