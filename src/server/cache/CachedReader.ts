import { UpstreamReader, type UpstreamReaderOptions } from "./UpstreamReader";
import { Flights, type FlightsOptions } from "./Flights";
import { isFresh, isSettled, supersedes, type CachedAnswer } from "./CachedAnswer";
import type { Target } from "../upstream/Target";
import { knownOutcome, type ReadOutcome } from "./ReadOutcome";
import type { CacheEntry } from "./CacheEntry";

export type CachedReaderOptions = UpstreamReaderOptions & Omit<FlightsOptions, "reads" | "adopt" | "onLanded">;

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
  readonly #options: CachedReaderOptions;
  readonly #reads: UpstreamReader;
  readonly #flights: Flights;

  constructor(options: CachedReaderOptions) {
    this.#options = options;
    this.#reads = new UpstreamReader(options, (entry, answer, wasAskedAfter) =>
      this.adopt(entry, answer, wasAskedAfter),
    );
    this.#flights = new Flights({
      ...options,
      reads: this.#reads,
      adopt: (entry, answer) => this.adopt(entry, answer),
      onLanded: (entry) => this.#land(entry),
    });
    options.cache.onEvict = ({ target }) => this.#reads.forget(target);
    options.cache.onDue = (entry) => void this.#readWhenDue(entry).catch(() => undefined);
    options.shared.onInvalidated = (key) => this.invalidate(key);
    options.shared.onAnswer = (key, answer) => {
      const entry = options.cache.find(key);
      if (entry !== undefined) this.adopt(entry, answer);
      options.leases.wake(key);
    };
  }

  /** The answer if one is known that is fresh enough; nothing is waited for. */
  freshAnswer(key: string, maxAgeMs: number): CachedAnswer | null {
    const entry = this.#options.cache.find(key);
    const answer = entry?.answer;
    if (!entry || !answer) return null;
    const nowMs = this.#options.now();
    if (!isFresh(answer, nowMs, maxAgeMs, entry.gapMs)) return null;
    entry.askedAtMs = nowMs;
    this.#schedule(entry);
    return answer;
  }

  /** Whether it matters who asks: where operations under the key are polled less often than they would like. */
  isScarce({ upstream }: Target): boolean {
    return this.#options.budgetOf(upstream.name).isScarce;
  }

  /** Notes who has asked, for an answer that was known. */
  recordVisitor(key: string, visitor: string): void {
    const entry = this.#options.cache.peek(key);
    if (entry !== undefined) this.#options.cache.noteVisitor(entry, visitor, this.#options.now());
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
    const { cache, now } = this.#options;
    const known = this.freshAnswer(target.key, maxAgeMs);
    if (known !== null) return knownOutcome(known);
    const entry = cache.findOrAdd(target);
    entry.askedAtMs = now();
    if (visitor !== null) cache.noteVisitor(entry, visitor, now());
    if (entry.answer?.isTerminal) return this.fill(entry, signal);
    const failed = entry.failed;
    if (failed !== null && now() < failed.untilMs)
      return this.#reads.despite(entry, failed.failure, failed.untilMs - now());
    return this.#flights.join(entry, visitor, signal);
  }

  /** Sets the alarm for the next read anew, should it have been lost, or sees the read under way through. */
  keepPolling(entry: CacheEntry, visitor: string): void {
    this.#options.cache.noteVisitor(entry, visitor, this.#options.now());
    if (entry.flight === null) this.#schedule(entry);
    else void this.#flights.join(entry, null).catch(() => undefined);
  }

  /** Takes in what other relays know by now. What they publish may have been missed, and may be on its way still. */
  async syncFromStore(target: Target): Promise<void> {
    const { shared, cache } = this.#options;
    const kept = await shared.get(target.key);
    if (kept !== null) this.adopt(cache.findOrAdd(target), kept);
  }

  /** An action was done: what is known is out of date. */
  invalidate(key: string): void {
    const entry = this.#options.cache.find(key);
    if (!entry?.answer || entry.answer.isTerminal) return;
    entry.failed = null;
    const dueAtMs = Math.max(this.#options.now(), entry.answer.answeredAtMs + entry.gapMs);
    entry.answer = { ...entry.answer, dueAtMs: Math.min(dueAtMs, entry.answer.dueAtMs) };
    entry.isDueEarly = true;
    this.#schedule(entry);
  }

  /**
   * Puts an answer in the place of the last one, if it may stand there; tells nobody. @returns whether it does
   *
   * @param wasAskedAfter Whether it was asked for when the last one was known.
   */
  put(entry: CacheEntry, answer: CachedAnswer, wasAskedAfter = false): boolean {
    const { failed } = entry;
    // What was known before the upstream said that there is no such thing is known no more; the store may still have
    // it.
    if (failed?.failure.isFatal === true && !wasAskedAfter && answer.answeredAtMs <= failed.atMs) return false;
    if (!supersedes(answer, entry.answer, wasAskedAfter)) return false;
    entry.failed = null;
    if (!this.#options.cache.hasRoomFor(answer)) {
      entry.answer = null;
      this.#options.cache.dropStreams(entry);
      return true;
    }
    entry.answer = answer;
    this.#options.cache.resize(entry);
    this.#schedule(entry);
    return true;
  }

  /** Puts an answer in the place of the last one, if it may stand there, and tells of it if it says something else. */
  adopt(entry: CacheEntry, answer: CachedAnswer, wasAskedAfter = false): void {
    const before = entry.answer;
    if (!this.put(entry, answer, wasAskedAfter)) return;
    if (before?.etag !== answer.etag || before.isTerminal !== answer.isTerminal || before.fillsLeft > 0) {
      // Also of what there is no room for, or no longer.
      this.#options.cache.notify(entry.answer === answer ? entry : { target: entry.target, answer }, before);
    }
  }

  /** What an event told, filled by a read; as it is when that takes too long. */
  async fill(entry: CacheEntry, signal: AbortSignal | undefined): Promise<ReadOutcome> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const longEnough = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), FILL_WITHIN_MS)));
    try {
      const reading = await Promise.race([this.#flights.join(entry, null, signal), longEnough]);
      return (
        reading ?? (entry.answer === null ? await this.#flights.join(entry, null, signal) : knownOutcome(entry.answer))
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** A read has ended: from now on what was read may have to make room. */
  #land(entry: CacheEntry): void {
    this.#options.cache.resize(entry);
    this.#schedule(entry);
  }

  /** Sets the alarm for the next read, as long as somebody has asked lately. */
  #schedule(entry: CacheEntry): void {
    const { answer, failed } = entry;
    if (entry.flight !== null || !this.#options.cache.has(entry)) return;
    const dueAtMs =
      (answer !== null && isSettled(answer)) || (answer === null && !entry.isPushed)
        ? null
        : Math.max(answer?.dueAtMs ?? entry.putOffUntilMs, failed?.untilMs ?? 0);
    entry.wakeAt(dueAtMs, this.#options.now());
  }

  async #readWhenDue(entry: CacheEntry): Promise<void> {
    const { now, cache } = this.#options;
    const delayMs = entry.answer === null ? 0 : entry.answer.dueAtMs - entry.answer.answeredAtMs;
    if (!entry.isPushed && now() - entry.askedAtMs > delayMs + WATCHED_FOR_MS) return this.#reads.forget(entry.target);
    if (entry.failed?.failure.isFatal || cache.isClosed) return;
    await this.#flights.join(entry, null).catch(() => undefined);
  }
}
