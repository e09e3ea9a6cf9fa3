import { NO_COVERAGE, type Coverage, forgetOtherSessions, forgetUncovered } from "./Coverage";
import { PushStream, type EventSourceLike } from "./PushStream";
import type { PushedChange } from "./pushWire";

export interface PushLeaderOptions {
  /** Where the relay is mounted: `/api/longrun`. */
  readonly baseUrl: string;
  readonly open: (url: string) => EventSourceLike;
  readonly onChange: (change: PushedChange) => void;
  /** Called with the coverage when it may have changed. */
  readonly onCoverage: (coverage: Coverage) => void;
  /** Calls back once a tab is gone, closed or crashed. */
  readonly whenGone: (tab: string, forget: () => void) => void;
}

/**
 * Least time between two streams that are opened for a change of session, in ms: where a cookie changes with every
 * answer, every read is in another session.
 */
const RENEW_GAP_MS = 30_000;

/** The leader tab's part: the one stream, for the operations of all tabs. */
export class PushLeader {
  readonly #options: PushLeaderOptions;
  readonly #stream: PushStream;
  readonly #wantedByTab = new Map<string, readonly string[]>();
  /** The last change of each operation, for tabs that come later. */
  readonly #latest = new Map<string, PushedChange>();
  #coverage: Coverage = NO_COVERAGE;
  /** The session of the last read of any tab, where it is not the stream's; a stream is opened once for each. */
  #expectedSession: string | null = null;
  #renewedAtMs = Number.NEGATIVE_INFINITY;
  #renewing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PushLeaderOptions) {
    const { baseUrl, open } = options;
    this.#options = options;
    this.#stream = new PushStream({
      baseUrl,
      open,
      onChange: (change) => {
        this.#latest.set(change.watch, change);
        options.onChange(change);
      },
      onCoverage: (coverage) => this.#setCoverage(coverage),
    });
  }

  get coverage(): Coverage {
    return this.#coverage;
  }

  /** Sets the operations of a tab. @returns whether the tab is a new one, which does not know the coverage yet */
  want(tab: string, names: readonly string[]): boolean {
    const before = this.#wantedByTab.get(tab);
    if (before === undefined) {
      this.#options.whenGone(tab, () => {
        this.#wantedByTab.delete(tab);
        this.#updateStream();
      });
    }
    this.#wantedByTab.set(tab, names);
    this.#updateStream();
    // A stream begins with the known values, which a tab that opened later has missed.
    const wantedBefore = new Set(before);
    for (const name of names) {
      const known = wantedBefore.has(name) ? undefined : this.#latest.get(name);
      if (known !== undefined) this.#options.onChange(known);
    }
    return before === undefined;
  }

  /**
   * A tab's reads are in this session now, or, where it is null, were refused: the cookies are others than those the
   * stream was opened with.
   */
  changeSession(session: string | null): void {
    if (session === null) return this.#renew();
    this.#expectedSession = session;
    if (this.#coverage.session !== null) this.#renewFor(session);
  }

  close(): void {
    clearTimeout(this.#renewing);
    this.#stream.close();
    this.#latest.clear();
  }

  #setCoverage(coverage: Coverage): void {
    forgetUncovered(this.#latest, new Set(this.#coverage.names), new Set(coverage.names));
    if (coverage.session !== null) forgetOtherSessions(this.#latest, coverage.session);
    this.#coverage = coverage;
    this.#options.onCoverage(coverage);
    // The stream may have been opened just before another user signed in.
    if (this.#expectedSession !== null && coverage.session !== null) this.#renewFor(this.#expectedSession);
  }

  /** Once for a session: if the next stream is in yet another one, the read was an older one. */
  #renewFor(session: string): void {
    this.#expectedSession = null;
    if (session !== this.#coverage.session) this.#renew();
  }

  #renew(): void {
    if (this.#renewing !== undefined) return;
    // Changes so far were pushed to another user, whenever the next stream is opened.
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

  #updateStream(): void {
    const all = new Set([...this.#wantedByTab.values()].flat());
    for (const name of this.#latest.keys()) if (!all.has(name)) this.#latest.delete(name);
    this.#stream.want(all);
  }
}
