import { NOTHING_HEARD, type Listening } from "./Listening";
import { forgetOthers, forgetUnheard } from "./PushListeners";
import { PushStream, type EventSourceLike, type PushedChange } from "./PushStream";

export interface PushLeaderOptions {
  /** Of the relay's events: `/api/longrun/events`. */
  readonly url: string;
  readonly open: (url: string) => EventSourceLike;
  readonly onChange: (change: PushedChange) => void;
  /** Called with all operations whose changes are being heard, and as whom, when they may be others than before. */
  readonly onListening: (listening: Listening) => void;
  /** Calls back once a tab is gone, however it went. */
  readonly whenGone: (tab: string, forget: () => void) => void;
}

/**
 * A stream is opened anew for another session no oftener than this, in ms: a cookie that changes with every answer
 * makes every read another.
 */
const RENEW_GAP_MS = 30_000;

/** The tab that has the connection: it gathers what all tabs want. */
export class PushLeader {
  readonly #options: PushLeaderOptions;
  readonly #stream: PushStream;
  readonly #wants = new Map<string, readonly string[]>();
  /** What the stream told last of each operation, for tabs that come later. */
  readonly #latest = new Map<string, PushedChange>();
  #listening: Listening = NOTHING_HEARD;
  /**
   * The session that reads were in last, of any tab, where it is not the stream's; a stream is opened once for each.
   */
  #expected: string | null = null;
  #renewedAtMs = Number.NEGATIVE_INFINITY;
  #renewing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PushLeaderOptions) {
    const { url, open, onChange, onListening } = options;
    this.#options = options;
    this.#stream = new PushStream({
      url,
      open,
      onChange: (change) => {
        this.#latest.set(change.watch, change);
        onChange(change);
      },
      onListening: (listening) => {
        forgetUnheard(this.#latest, new Set(this.#listening.names), new Set(listening.names));
        if (listening.session !== null) forgetOthers(this.#latest, listening.session);
        this.#listening = listening;
        onListening(listening);
        // It may have been opened just before somebody else signed in.
        if (this.#expected !== null && listening.session !== null) this.#renewFor(this.#expected);
      },
    });
  }

  /** What is heard now. */
  get listening(): Listening {
    return this.#listening;
  }

  /** @returns whether the tab is a new one, which has not heard yet what is listened to */
  want(tab: string, names: readonly string[]): boolean {
    const before = this.#wants.get(tab);
    if (before === undefined) {
      this.#options.whenGone(tab, () => {
        this.#wants.delete(tab);
        this.#gather();
      });
    }
    this.#wants.set(tab, names);
    this.#gather();
    // The stream tells what is known when it is opened; who comes later has not heard that.
    const told = new Set(before);
    for (const name of names) {
      const known = told.has(name) ? undefined : this.#latest.get(name);
      if (known !== undefined) this.#options.onChange(known);
    }
    return before === undefined;
  }

  /**
   * A tab's reads are in this session now, or, where it is null, were refused: the cookies are others than those the
   * stream was opened with.
   */
  turn(session: string | null): void {
    if (session === null) return this.#renew();
    this.#expected = session;
    if (this.#listening.session !== null) this.#renewFor(session);
  }

  close(): void {
    clearTimeout(this.#renewing);
    this.#stream.close();
    this.#latest.clear();
  }

  /** Once: where the stream that is opened then is in yet another session, the read was one of before. */
  #renewFor(session: string): void {
    this.#expected = null;
    if (session !== this.#listening.session) this.#renew();
  }

  #renew(): void {
    if (this.#renewing !== undefined) return;
    // What was told so far was told to somebody else, whenever the next stream is opened.
    this.#latest.clear();
    const waitMs = this.#renewedAtMs + RENEW_GAP_MS - performance.now();
    this.#renewing = setTimeout(
      () => {
        this.#renewing = undefined;
        this.#renewedAtMs = performance.now();
        this.#stream.renew();
      },
      Math.max(0, waitMs),
    );
  }

  #gather(): void {
    const all = new Set([...this.#wants.values()].flat());
    for (const name of this.#latest.keys()) if (!all.has(name)) this.#latest.delete(name);
    this.#stream.want(all);
  }
}
