import type { ReadLeases } from "../store/ReadLeases";
import type { Target } from "../upstream/Target";
import { isFresh, type CachedAnswer } from "./answer/CachedAnswer";
import type { CacheEntry } from "./entry/CacheEntry";
import { FirstReads, Flight, knownOutcome, type ReadOutcome } from "./entry/Flight";
import { ReadFailures, type ReadFailuresOptions } from "./ReadFailures";
import { UpstreamReader, type UpstreamReaderOptions } from "./UpstreamReader";

export type CachedReaderOptions = Omit<UpstreamReaderOptions, "failures"> &
  ReadFailuresOptions & {
    readonly leases: ReadLeases;
    /** A read that has not ended this long after it was sent was lost, in ms. */
    readonly lostAfterMs: number;
  };

/** How long an event's answer waits for the read that fills it in, in ms. */
const FILL_WITHIN_MS = 1_000;

/**
 * Answers reads from a cache whose time-to-live is the cadence. An answer is given as it is until it is due; all who
 * ask once it is due wait for the same read. While visitors keep asking, that read is sent by itself when it is due, so
 * their number does not change how often the upstream is asked.
 */
export class CachedReader {
  readonly #options: CachedReaderOptions;
  readonly #failures: ReadFailures;
  readonly #firstReads: FirstReads;
  readonly #upstream: UpstreamReader;

  constructor(options: CachedReaderOptions) {
    this.#options = options;
    this.#failures = new ReadFailures(options);
    this.#firstReads = new FirstReads(options);
    this.#upstream = new UpstreamReader({ ...options, failures: this.#failures });
  }

  /** The answer in the cache, if it is fresh enough; asks nobody. */
  freshAnswer(key: string, maxAgeMs: number): CachedAnswer | null {
    const entry = this.#options.cache.find(key);
    const answer = entry?.answer;
    if (!entry || !answer || !isFresh(answer, this.#options.now(), maxAgeMs, entry.gapMs)) return null;
    entry.recordAsk();
    entry.schedule();
    return answer;
  }

  /** Whether operations under the target's key are polled less often than they would like, so that visitors count. */
  isScarce({ upstream }: Target): boolean {
    return this.#options.budgetOf(upstream.name).isScarce;
  }

  /**
   * The answer, from the cache or the upstream.
   *
   * @param maxAgeMs How old an answer may be that is not due yet.
   * @param visitor The visitor who asks; null where nobody does.
   * @param signal Aborted when the visitor leaves; undefined to wait to the end.
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
    entry.recordAsk();
    if (visitor !== null) entry.recordVisitor(visitor);
    if (entry.answer?.isTerminal) return this.fill(entry, signal);
    const { failed } = entry;
    if (failed !== null && now() < failed.untilMs)
      return this.#failures.outcomeOf(entry, failed.failure, failed.untilMs - now());
    return this.#join(entry, visitor, signal);
  }

  /** Fills in an event's answer by a read; gives it as it is when that takes too long. */
  async fill(entry: CacheEntry, signal: AbortSignal | undefined): Promise<ReadOutcome> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), FILL_WITHIN_MS)));
    try {
      const outcome = await Promise.race([this.#join(entry, null, signal), timeout]);
      if (outcome !== null) return outcome;
      return entry.answer === null ? await this.#join(entry, null, signal) : knownOutcome(entry.answer);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Keeps polling what a stream pushes: sets a lost timer anew, and sees to it that a read under way ends. */
  keepPolling(entry: CacheEntry, visitor: string): void {
    entry.recordVisitor(visitor);
    if (entry.reads.flight === null) entry.schedule();
    else void this.#join(entry, null).catch(() => undefined);
  }

  /** Reads an entry whose poll is due, if it is polled still. */
  async poll(entry: CacheEntry): Promise<void> {
    if (!entry.isPolled) return this.#options.budgetOf(entry.target.upstream.name).forget(entry.target.key);
    if (entry.failed?.failure.isFatal || this.#options.cache.isClosed) return;
    await this.#join(entry, null).catch(() => undefined);
  }

  /** Looks up what other relays know: a message that they published may have been lost, or be on its way. */
  async syncFromStore(target: Target): Promise<void> {
    const { shared, cache } = this.#options;
    const answer = await shared.get(target.key);
    if (answer !== null) cache.receive(cache.findOrAdd(target), answer);
  }

  /** Receives an answer that another relay has published. */
  receive(key: string, answer: CachedAnswer): void {
    const entry = this.#options.cache.find(key);
    if (entry !== undefined) this.#options.cache.receive(entry, answer);
    this.#options.leases.wake(key);
  }

  /**
   * Waits for the read under way, or starts one.
   *
   * @param visitor The visitor whose share of the key a new read is taken from; null for a poll.
   * @throws The signal's reason.
   */
  async #join(entry: CacheEntry, visitor: string | null, signal?: AbortSignal): Promise<ReadOutcome> {
    signal?.throwIfAborted();
    const { now, lostAfterMs } = this.#options;
    const underWay = entry.reads.flight;
    if (entry.reads.isLostAt(now(), lostAfterMs)) underWay?.abandon();
    if (underWay === null && entry.answer === null && !this.#firstReads.hasRoom()) return this.#failures.refuse(entry);
    const flight = underWay ?? this.#start(entry, visitor);
    try {
      const outcome = await flight.join(signal);
      if (underWay === null || visitor === null || outcome.kind === "known") return outcome;
      // The visitor who started the read has used up their own share of the key, which is no reason to refuse another.
      const isRefusalOfAnother = typeof outcome.refused === "string" && outcome.refused !== visitor;
      return isRefusalOfAnother ? await this.#join(entry, visitor, signal) : outcome;
    } catch (error) {
      if (signal?.aborted === true || (underWay === null && !flight.isAbandoned)) throw error;
      // Of all who waited for a read that was lost, the first starts another.
      entry.reads.end(flight);
      return this.#join(entry, visitor, signal);
    }
  }

  #start(entry: CacheEntry, visitor: string | null): Flight {
    const { cache, now } = this.#options;
    const flight: Flight = new Flight(now(), async (signal) => {
      try {
        return await this.#upstream.read(entry, visitor, signal);
      } finally {
        this.#firstReads.end(flight);
        entry.reads.end(flight);
        cache.resize(entry);
        entry.schedule();
      }
    });
    if (entry.answer === null) this.#firstReads.start(flight, entry.reads);
    entry.reads.start(flight);
    cache.keep(entry);
    return flight;
  }
}
