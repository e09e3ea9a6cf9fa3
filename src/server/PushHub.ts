import { changeEvent, EventStream, HEARTBEAT, readyEvent, unwatchedEvent } from "./EventStream";
import type { OperationReader } from "./OperationReader";
import type { Target } from "./readOnce";
import type { PushOptions } from "./RelayOptions";
import type { WatchedOperation } from "./WatchedOperation";
import type { WatchedOperations } from "./WatchedOperations";

/** One operation that a stream is about. */
export interface Watch {
  /** As the visitor names it: `layers/v1/jobs/job_1`. */
  readonly name: string;
  readonly target: Target;
  /** Whether the visitor may see it, asked anew each time. */
  readonly isAllowed: () => Promise<boolean>;
}

/** How a visitor who opens a stream may be turned away. */
export type Refusal = "too many streams" | "too many of this visitor";

export type PushLimits = { readonly [Limit in Exclude<keyof PushOptions, "visitorOf">]-?: number };

interface Listener {
  readonly watch: Watch;
  readonly stream: EventStream;
  /** All listeners of the stream. */
  readonly others: readonly Listener[];
  /** Ids are told once everything that is known has been. */
  isReady: boolean;
  /** The tag of what was told last. */
  toldEtag: string | null;
  /** The first of the relay's changes that it has still to tell; null when it has told all. */
  untold: number | null;
}

/** Tells visitors of changes the moment the relay knows them. */
export class PushHub {
  readonly #reader: OperationReader;
  readonly #watched: WatchedOperations;
  readonly #limits: PushLimits;
  readonly #relayName: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #streams = new Map<EventStream, { readonly visitor: string | null }>();
  readonly #now: () => number;

  constructor(options: { readonly reader: OperationReader; readonly watched: WatchedOperations; readonly limits: PushLimits; readonly relayName: string; readonly now: () => number }) {
    this.#reader = options.reader;
    this.#watched = options.watched;
    this.#limits = options.limits;
    this.#relayName = options.relayName;
    this.#now = options.now;
    options.watched.onChange(({ target, answer }) => {
      if (answer !== null) for (const listener of this.#listeners.get(target.key) ?? []) void this.#tell(listener);
    });
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Whether one more stream may be opened. */
  refusal(visitor: string | null): Refusal | null {
    if (this.#streams.size >= this.#limits.maxStreams) return "too many streams";
    if (visitor === null) return null;
    let own = 0;
    for (const stream of this.#streams.values()) if (stream.visitor === visitor) own += 1;
    return own >= this.#limits.maxStreamsPerVisitor ? "too many of this visitor" : null;
  }

  /**
   * Opens a stream of what is known of each operation, and of every change from then on.
   *
   * @param lastEventId What the visitor heard last, on a stream before this one; then only what has changed since is told.
   */
  open(watches: readonly Watch[], visitor: string | null, lastEventId: string | null, signal: AbortSignal): EventStream {
    const ends: (() => void)[] = [];
    const stream = new EventStream(() => {
      for (const end of ends) end();
      this.#streams.delete(stream);
      signal.removeEventListener("abort", close);
    });
    const close = (): void => stream.close();
    this.#streams.set(stream, { visitor });
    signal.addEventListener("abort", close, { once: true });

    const since = this.#sequenceIn(lastEventId);
    const others: Listener[] = [];
    const listeners = watches.map((watch) => {
      const listener: Listener = { watch, stream, others, isReady: false, toldEtag: null, untold: null };
      others.push(listener);
      const { key } = watch.target;
      const all = this.#listeners.get(key) ?? new Set();
      this.#listeners.set(key, all.add(listener));
      const watched = this.#watched.findOrAdd(watch.target);
      ends.push(this.#watched.push(watched), () => {
        all.delete(listener);
        if (all.size === 0) this.#listeners.delete(key);
      });
      // A signal for each: Node takes a hundred listeners on one for a leak. Next's edge runtime has no AbortSignal.any.
      const gone = new AbortController();
      ends.push(() => gone.abort());
      return { listener, watched, gone: gone.signal };
    });
    ends.push(this.#beat(stream, listeners.map(({ watched }) => watched)));
    void this.#begin(stream, listeners, since);
    if (signal.aborted) stream.close();
    return stream;
  }

  close(): void {
    for (const stream of [...this.#streams.keys()]) stream.close();
  }

  async #begin(stream: EventStream, listeners: readonly { readonly listener: Listener; readonly watched: WatchedOperation; readonly gone: AbortSignal }[], since: number | null): Promise<void> {
    await Promise.all(
      listeners.map(async ({ listener, watched, gone }) => {
        const { name, target } = listener.watch;
        // Another relay may have told this visitor more than this one has heard of so far.
        if (watched.answer !== null) await this.#reader.look(target);
        const reading = await this.#reader.read(target, Number.POSITIVE_INFINITY, gone).catch(() => null);
        if (reading?.kind === "failed" && reading.failure.isFatal) return stream.tell(name, () => unwatchedEvent(name));
        if (reading?.kind !== "known" || (since !== null && watched.changedAt <= since)) return;
        stream.tell(name, () => this.#change(listener));
      }),
    );
    const all = listeners.map(({ listener }) => listener);
    for (const listener of all) listener.isReady = true;
    stream.tell("ready", () => readyEvent(this.#idAfter(all)));
  }

  async #tell(listener: Listener): Promise<void> {
    const { watch, stream } = listener;
    const { name, target } = watch;
    listener.untold ??= this.#watched.changes;
    const isAllowed = await watch.isAllowed().catch(() => false);
    if (stream.isClosed) return;
    if (!isAllowed) {
      listener.untold = null;
      this.#listeners.get(target.key)?.delete(listener);
      return stream.tell(name, () => unwatchedEvent(name));
    }
    stream.tell(name, () => this.#change(listener));
  }

  /** What is known now, which may be newer than what there was to tell; null when that was told already. */
  #change(listener: Listener): string | null {
    const { name, target } = listener.watch;
    listener.untold = null;
    const answer = this.#watched.find(target.key)?.answer ?? null;
    if (answer === null) return unwatchedEvent(name);
    if (answer.etag === listener.toldEtag) return null;
    listener.toldEtag = answer.etag;
    return changeEvent(name, answer, listener.isReady ? this.#idAfter(listener.others) : null);
  }

  /** Names the last change up to which these have been told everything: a change that still waits, for `authorize` or for room, is told again rather than never. */
  #idAfter(listeners: readonly Listener[]): string {
    const untold = listeners.flatMap((listener) => listener.untold ?? []);
    return `${this.#relayName}.${Math.min(this.#watched.changes, ...untold.map((change) => change - 1))}`;
  }

  /** Of an id of this relay's own; what another relay counted says nothing here. */
  #sequenceIn(id: string | null): number | null {
    const [relay, sequence] = (id ?? "").split(".");
    return relay === this.#relayName && /^\d{1,15}$/.test(sequence ?? "") ? Number(sequence) : null;
  }

  /**
   * A timer for each stream: on platforms that end a request's timers with it, one stream's would not outlive its visitor, and a stream
   * without any is taken for one that hangs.
   *
   * @returns what ends it
   */
  #beat(stream: EventStream, all: readonly WatchedOperation[]): () => void {
    const endsAtMs = this.#now() + this.#limits.maxAgeMs;
    const timer = setInterval(() => {
      // Its visitor opens another, with the cookies and rights of then.
      if (this.#now() >= endsAtMs) return stream.close();
      stream.tell("heartbeat", () => HEARTBEAT);
      for (const watched of all) this.#reader.keepUp(watched);
    }, this.#limits.heartbeatMs);
    (timer as { unref?: () => void }).unref?.();
    return () => clearInterval(timer);
  }
}
