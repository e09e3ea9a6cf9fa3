import { sleep } from "../../client/sleep";
import type { UpstreamReader } from "./UpstreamReader";
import { Flight } from "./Flight";
import { isFresh, type CachedAnswer } from "./CachedAnswer";
import type { ReadLeases } from "./ReadLeases";
import { knownOutcome, type ReadOutcome } from "./ReadOutcome";
import type { CacheEntry } from "./CacheEntry";
import type { OperationCache } from "./OperationCache";

export interface FlightsOptions {
  readonly reads: UpstreamReader;
  readonly leases: ReadLeases;
  readonly cache: OperationCache;
  readonly now: () => number;
  /** A read that has not ended this long after it was sent never will, in ms. */
  readonly lostAfterMs: number;
  /** Takes in what another relay has learnt. */
  readonly adopt: (entry: CacheEntry, answer: CachedAnswer) => void;
  /** Called when a read has ended, whatever became of it. */
  readonly onLanded: (entry: CacheEntry) => void;
}

/**
 * Of each operation one read at a time, between all visitors and all relays on the store, and none sooner after another
 * than its gap.
 */
export class Flights {
  readonly #options: FlightsOptions;

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  /**
   * Waits for the read that is under way, or for a new one.
   *
   * @param visitor Whose share of the key a new read is taken from; null where it is due by itself.
   * @param signal The visitor, who may leave; the read goes on.
   * @throws The signal's reason.
   */
  async join(entry: CacheEntry, visitor: string | null, signal?: AbortSignal): Promise<ReadOutcome> {
    signal?.throwIfAborted();
    const underWay = entry.flight;
    if (underWay !== null && this.#isLost(entry, underWay)) underWay.giveUp();
    const flight = underWay ?? this.#takeOff(entry, visitor);
    try {
      const reading = await flight.join(signal);
      // Whoever began it has used up their share of the key: that is no reason to refuse somebody else.
      const isNotOwn =
        underWay !== null &&
        visitor !== null &&
        reading.kind === "failed" &&
        typeof reading.refused === "string" &&
        reading.refused !== visitor;
      return isNotOwn ? await this.join(entry, visitor, signal) : reading;
    } catch (error) {
      if (signal?.aborted === true || (underWay === null && !flight.isGivenUp)) throw error;
      // Of all whose read is lost, the first does it anew.
      if (entry.flight === flight) entry.flight = null;
      return this.join(entry, visitor, signal);
    }
  }

  /**
   * Whether its work was ended with the request that began it, as some platforms do; also the timer of its deadline is
   * gone then.
   */
  #isLost(entry: CacheEntry, flight: Flight<ReadOutcome>): boolean {
    return this.#options.now() - Math.max(flight.startedAtMs, entry.sentAtMs) > this.#options.lostAfterMs;
  }

  #takeOff(entry: CacheEntry, visitor: string | null): Flight<ReadOutcome> {
    // Of a read that was lost with the request that began it.
    const { lease } = entry;
    const flight: Flight<ReadOutcome> = new Flight(this.#options.now(), async (within) => {
      try {
        if (lease !== null) await this.#options.leases.release(lease);
        await this.#keepGap(entry, within);
        return await this.#readForAll(entry, visitor, within);
      } finally {
        if (entry.flight === flight) entry.flight = null;
        this.#options.onLanded(entry);
      }
    });
    entry.flight = flight;
    this.#options.cache.keep(entry);
    return flight;
  }

  /** Waits until the last read, of which nothing may be known, is long enough ago. */
  async #keepGap({ answer, sentAtMs, gapMs }: CacheEntry, signal: AbortSignal): Promise<void> {
    const waitMs = sentAtMs + gapMs - this.#options.now();
    // An event's end is filled at once; and a clock that was set back holds nothing up.
    if (answer?.isTerminal !== true && waitMs > 0 && waitMs <= gapMs) await sleep(waitMs, signal);
  }

  /** One read between all relays on the store: of those who find it due, one asks and the others hear of it. */
  async #readForAll(entry: CacheEntry, visitor: string | null, signal: AbortSignal): Promise<ReadOutcome> {
    const { leases, now, adopt, reads } = this.#options;
    const { target } = entry;
    const answered = (maxAgeMs: number): CachedAnswer | null =>
      entry.answer !== null && !entry.isDueEarly && isFresh(entry.answer, now(), maxAgeMs, entry.gapMs)
        ? entry.answer
        : null;
    const wasKnown = entry.answer !== null;
    const takeIn = (answer: CachedAnswer): boolean => {
      const before = entry.answer;
      adopt(entry, answer);
      return entry.answer !== before;
    };
    // What another relay was told just now is not asked for again, however young the visitor wants it.
    const lease = await leases.take(
      target.key,
      { adopt: takeIn, isAnswered: () => answered(Number.POSITIVE_INFINITY) !== null },
      signal,
    );
    // Without a lease there is an answer: that is why it waited no longer.
    if (lease === null) return knownOutcome(entry.answer as CachedAnswer);
    entry.lease = lease;
    try {
      // What this relay did not know of at all is as good as what it would have known.
      const answer = answered(lease.waited || !wasKnown ? Number.POSITIVE_INFINITY : entry.gapMs);
      if (answer !== null) return knownOutcome(answer);
      return await reads.read(entry, lease, visitor, signal);
    } finally {
      if (entry.lease === lease) entry.lease = null;
      // Nobody has to wait for that; one that gets lost lapses, or is taken back.
      void leases.release(lease).catch(() => undefined);
    }
  }
}
