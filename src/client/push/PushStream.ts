import { NO_COVERAGE, type Coverage } from "./Coverage";
import {
  isChange,
  parseData,
  parseReady,
  parseUnwatched,
  pushUrl,
  pushWire,
  PUSH_DEFAULTS,
  type PushedChange,
} from "./pushWire";
import { StreamSubscriptions } from "./StreamSubscriptions";

/** The part of `EventSource` that is used. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface PushStreamOptions {
  /** Where the relay is mounted: `/api/longrun`. */
  readonly baseUrl: string;
  readonly open: (url: string) => EventSourceLike;
  readonly onChange: (change: PushedChange) => void;
  /** Called with the coverage when it may have changed. */
  readonly onCoverage: (coverage: Coverage) => void;
}

/** Operations that mount within this time share one new stream, in ms. */
const GATHER_MS = 50;
/**
 * Operations that did not fit take the places of ended ones together, within this time, in ms: each new stream costs
 * the application one `authorize` call for every operation on it.
 */
const REFILL_MS = 2_000;
/** A stream counts as dead after two missed heartbeats and this time, in ms. */
const LATE_MS = 10_000;
/** Delays after refused streams, which double, in ms. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;
/** `EventSource.CLOSED`: refused for good. In the other states it reconnects by itself. */
const CLOSED = 2;

/** One event stream for a changing set of operations. */
export class PushStream {
  readonly #options: PushStreamOptions;
  readonly #subscriptions = new StreamSubscriptions();
  #coverage: Coverage = NO_COVERAGE;
  #source: EventSourceLike | null = null;
  #refusals = 0;
  /** A stream that is silent for this long counts as dead, in ms. */
  #patienceMs = patienceMs(PUSH_DEFAULTS.heartbeatMs);
  #alarm: ReturnType<typeof setTimeout> | undefined;
  /** The next check for wanted operations that are not on the stream. */
  #review: { readonly timer: ReturnType<typeof setTimeout>; readonly isPrompt: boolean } | null = null;

  constructor(options: PushStreamOptions) {
    this.#options = options;
  }

  /** Sets the wanted operations. A stream is opened anew only for more, not for less. */
  want(names: Iterable<string>): void {
    const hasNew = this.#subscriptions.want(names);
    const { isEmpty, isMoreWanted } = this.#subscriptions;
    // An operation that is dropped for a moment, as when a list of jobs is replaced, closes nothing.
    if (isEmpty || isMoreWanted) this.#reviewSoon(isEmpty || hasNew || this.#source === null);
  }

  close(): void {
    this.#end();
    this.#cancelReview();
    this.#subscriptions.clear();
    this.#cover(NO_COVERAGE);
  }

  /** Replaces the open stream by one with the present cookies; until it is ready nothing is covered. */
  renew(): void {
    if (this.#source === null) return;
    this.#cover(NO_COVERAGE);
    this.#reopen();
  }

  #reviewSoon(isPrompt: boolean): void {
    if (this.#review !== null && (!isPrompt || this.#review.isPrompt)) return;
    this.#cancelReview();
    const review = (): void => {
      this.#review = null;
      if (this.#subscriptions.isEmpty) this.close();
      else if (this.#subscriptions.isMoreWanted) this.#reopen();
    };
    this.#review = { timer: setTimeout(review, isPrompt ? GATHER_MS : REFILL_MS), isPrompt };
  }

  #cancelReview(): void {
    clearTimeout(this.#review?.timer);
    this.#review = null;
  }

  #end(): void {
    clearTimeout(this.#alarm);
    this.#source?.close();
    this.#source = null;
  }

  /** The coverage stays, since the next stream begins with all known values; unless that one fails. */
  #reopen(): void {
    this.#end();
    const source = this.#options.open(pushUrl(this.#options.baseUrl, this.#subscriptions.open()));
    this.#source = source;
    const { change, unwatched, ready, heartbeat } = pushWire.event;
    const on = (type: string, receive: (data: unknown) => void): void =>
      source.addEventListener(type, ({ data }) => {
        if (this.#source !== source) return;
        this.#reopenIn(this.#patienceMs);
        receive(parseData(data));
      });
    on(change, (data) => {
      if (isChange(data)) this.#options.onChange(data);
    });
    on(unwatched, (data) => this.#receiveUnwatched(parseUnwatched(data)));
    on(ready, (data) => this.#receiveReady(data));
    on(heartbeat, () => undefined);
    source.addEventListener("error", () => {
      if (this.#source === source) this.#receiveError(source);
    });
    this.#reopenIn(this.#patienceMs);
  }

  #receiveUnwatched(name: string | null): void {
    if (name === null || !this.#subscriptions.turnDown(name)) return;
    this.#cover({ ...this.#coverage, names: this.#coverage.names.filter((covered) => covered !== name) });
  }

  #receiveReady(data: unknown): void {
    const { session, heartbeatMs, maxWatches } = parseReady(data);
    if (heartbeatMs !== undefined) this.#patienceMs = patienceMs(heartbeatMs);
    this.#reopenIn(this.#patienceMs);
    this.#subscriptions.setLimit(maxWatches);
    // A relay that refuses within the limit it told is asked less and less often too.
    if (this.#subscriptions.isMoreWanted) this.#reviewSoon(false);
    else this.#refusals = 0;
    this.#cover({ names: this.#subscriptions.onStream, session });
  }

  #receiveError({ readyState }: EventSourceLike): void {
    this.#cover(NO_COVERAGE);
    if (readyState !== CLOSED) return;
    this.#subscriptions.refuse(this.#refusals === 0);
    this.#reopenIn(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#refusals));
    this.#refusals += 1;
  }

  /** Opens another stream after this long; a connection that died silently looks open for ever. */
  #reopenIn(delayMs: number): void {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      this.#cover(NO_COVERAGE);
      this.#reopen();
    }, delayMs);
  }

  #cover(coverage: Coverage): void {
    this.#coverage = coverage;
    this.#options.onCoverage(coverage);
  }
}

function patienceMs(heartbeatMs: number): number {
  return 2 * heartbeatMs + LATE_MS;
}
