import { UpstreamReader, type BudgetedReadsOptions } from "./UpstreamReader";
import { Flights, type FlightsOptions } from "./Flights";
import { isFresh, isSettled, supersedes, type CachedAnswer } from "./CachedAnswer";
import type { Target } from "../upstream/Target";
import { knownReading, type ReadOutcome } from "./ReadOutcome";
import type { CacheEntry } from "./CacheEntry";

export type OperationReaderOptions = BudgetedReadsOptions & Omit<FlightsOptions, "reads" | "adopt" | "onLanded">;

/** How long after the last visitor's question an operation is still read by itself, past its own delay, in ms. */
const WATCHED_FOR_MS = 15_000;
/** How long what an event told waits for the read that fills it, in ms. */
const FILL_WITHIN_MS = 1_000;

/**
 * The cache whose time-to-live is the cadence. One answer for each operation; a visitor who asks before it is due gets
 * it as it is, and all who ask once it is due wait for one and the same read. While visitors keep asking, the read
 * happens by itself when it is due, so that their number changes nothing.
 */
export class CachedReader {
  readonly #options: OperationReaderOptions;
  readonly #reads: UpstreamReader;
  readonly #flights: Flights;

  constructor(options: OperationReaderOptions) {
    this.#options = options;
    this.#reads = new UpstreamReader(options, (watched, answer, wasAskedAfter) =>
      this.adopt(watched, answer, wasAskedAfter),
    );
    this.#flights = new Flights({
      ...options,
      reads: this.#reads,
      adopt: (watched, answer) => this.adopt(watched, answer),
      onLanded: (watched) => this.#land(watched),
    });
    options.watched.onEvict = ({ target }) => this.#reads.forget(target);
    options.watched.onDue = (watched) => void this.#readWhenDue(watched).catch(() => undefined);
    options.shared.onOutdated = (key) => this.outdate(key);
    options.shared.onNews = (key, answer) => {
      const watched = options.watched.find(key);
      if (watched !== undefined) this.adopt(watched, answer);
      options.leases.wake(key);
    };
  }

  /** The answer if one is known that is fresh enough; nothing is waited for. */
  fresh(key: string, maxAgeMs: number): CachedAnswer | null {
    const watched = this.#options.watched.find(key);
    const answer = watched?.answer;
    if (!watched || !answer) return null;
    const nowMs = this.#options.now();
    if (!isFresh(answer, nowMs, maxAgeMs, watched.gapMs)) return null;
    watched.askedAtMs = nowMs;
    this.#schedule(watched);
    return answer;
  }

  /** Whether it matters who asks: where operations under the key are polled less often than they would like. */
  isScarce({ upstream }: Target): boolean {
    return this.#options.budgetOf(upstream.name).isScarce;
  }

  /** Notes who has asked, for an answer that was known. */
  noteVisitor(key: string, visitor: string): void {
    const watched = this.#options.watched.peek(key);
    if (watched !== undefined) this.#options.watched.noteVisitor(watched, visitor, this.#options.now());
  }

  /**
   * The answer, known or asked for.
   *
   * @param maxAgeMs How old an answer may be that is not due yet.
   * @param visitor Who asks, by name; null where nobody does.
   * @param signal The visitor; undefined for one who waits to the end.
   * @throws The signal's reason.
   */
  async read(
    target: Target,
    maxAgeMs: number,
    visitor: string | null,
    signal: AbortSignal | undefined,
  ): Promise<ReadOutcome> {
    const { watched: all, now } = this.#options;
    const known = this.fresh(target.key, maxAgeMs);
    if (known !== null) return knownReading(known);
    const watched = all.findOrAdd(target);
    watched.askedAtMs = now();
    if (visitor !== null) all.noteVisitor(watched, visitor, now());
    if (watched.answer?.isTerminal) return this.filled(watched, signal);
    const failed = watched.failed;
    if (failed !== null && now() < failed.untilMs)
      return this.#reads.despite(watched, failed.failure, failed.untilMs - now());
    return this.#flights.join(watched, visitor, signal);
  }

  /** Sets the alarm for the next read anew, should it have been lost, or sees the read under way through. */
  keepUp(watched: CacheEntry, visitor: string): void {
    this.#options.watched.noteVisitor(watched, visitor, this.#options.now());
    if (watched.flight === null) this.#schedule(watched);
    else void this.#flights.join(watched, null).catch(() => undefined);
  }

  /** Takes in what other relays know by now. What they publish may have been missed, and may be on its way still. */
  async look(target: Target): Promise<void> {
    const { shared, watched } = this.#options;
    const kept = await shared.get(target.key);
    if (kept !== null) this.adopt(watched.findOrAdd(target), kept);
  }

  /** An action was done: what is known is out of date. */
  outdate(key: string): void {
    const watched = this.#options.watched.find(key);
    if (!watched?.answer || watched.answer.isTerminal) return;
    watched.failed = null;
    const dueAtMs = Math.max(this.#options.now(), watched.answer.answeredAtMs + watched.gapMs);
    watched.answer = { ...watched.answer, dueAtMs: Math.min(dueAtMs, watched.answer.dueAtMs) };
    watched.isDueEarly = true;
    this.#schedule(watched);
  }

  /**
   * Puts an answer in the place of the last one, if it may stand there; tells nobody. @returns whether it does
   *
   * @param wasAskedAfter Whether it was asked for when the last one was known.
   */
  put(watched: CacheEntry, answer: CachedAnswer, wasAskedAfter = false): boolean {
    const { failed } = watched;
    // What was known before the upstream said that there is no such thing is known no more; the store may still have
    // it.
    if (failed?.failure.isFatal === true && !wasAskedAfter && answer.answeredAtMs <= failed.atMs) return false;
    if (!supersedes(answer, watched.answer, wasAskedAfter)) return false;
    watched.failed = null;
    if (!this.#options.watched.hasRoomFor(answer)) {
      watched.answer = null;
      this.#options.watched.unpush(watched);
      return true;
    }
    watched.answer = answer;
    this.#options.watched.resize(watched);
    this.#schedule(watched);
    return true;
  }

  /** Puts an answer in the place of the last one, if it may stand there, and tells of it if it says something else. */
  adopt(watched: CacheEntry, answer: CachedAnswer, wasAskedAfter = false): void {
    const before = watched.answer;
    if (!this.put(watched, answer, wasAskedAfter)) return;
    if (before?.etag !== answer.etag || before.isTerminal !== answer.isTerminal || before.fillsLeft > 0) {
      // Also of what there is no room for, or no longer.
      this.#options.watched.tell(watched.answer === answer ? watched : { target: watched.target, answer }, before);
    }
  }

  /** What an event told, filled by a read; as it is when that takes too long. */
  async filled(watched: CacheEntry, signal: AbortSignal | undefined): Promise<ReadOutcome> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const longEnough = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), FILL_WITHIN_MS)));
    try {
      const reading = await Promise.race([this.#flights.join(watched, null, signal), longEnough]);
      return (
        reading ??
        (watched.answer === null ? await this.#flights.join(watched, null, signal) : knownReading(watched.answer))
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** A read has ended: from now on what was read may have to make room. */
  #land(watched: CacheEntry): void {
    this.#options.watched.resize(watched);
    this.#schedule(watched);
  }

  /** Sets the alarm for the next read, as long as somebody has asked lately. */
  #schedule(watched: CacheEntry): void {
    const { answer, failed } = watched;
    if (watched.flight !== null || !this.#options.watched.has(watched)) return;
    const dueAtMs =
      (answer !== null && isSettled(answer)) || (answer === null && !watched.isPushed)
        ? null
        : Math.max(answer?.dueAtMs ?? watched.putOffUntilMs, failed?.untilMs ?? 0);
    watched.wakeAt(dueAtMs, this.#options.now());
  }

  async #readWhenDue(watched: CacheEntry): Promise<void> {
    const { now, watched: all } = this.#options;
    const delayMs = watched.answer === null ? 0 : watched.answer.dueAtMs - watched.answer.answeredAtMs;
    if (!watched.isPushed && now() - watched.askedAtMs > delayMs + WATCHED_FOR_MS)
      return this.#reads.forget(watched.target);
    if (watched.failed?.failure.isFatal || all.isClosed) return;
    await this.#flights.join(watched, null).catch(() => undefined);
  }
}
