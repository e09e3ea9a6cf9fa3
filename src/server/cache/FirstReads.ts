import type { CacheEntry } from "./entry/CacheEntry";
import type { Flight } from "./entry/Flight";
import type { ReadOutcome } from "./entry/ReadOutcome";

/** The most first reads at a time. */
export const MAX_FIRST_READS = 1_000;

export interface FirstReadsOptions {
  readonly now: () => number;
  /** A read that has not ended this long after it was sent was lost, in ms. */
  readonly lostAfterMs: number;
}

/**
 * The reads under way of operations without an answer. Visitors may ask about any number of them, and the cache's
 * limits don't cover what is being read, so their number is bounded.
 */
export class FirstReads {
  readonly #options: FirstReadsOptions;
  readonly #underWay = new Map<Flight<ReadOutcome>, CacheEntry>();

  constructor(options: FirstReadsOptions) {
    this.#options = options;
  }

  /** Whether another may be started. Those that were lost don't count. */
  hasRoom(): boolean {
    if (this.#underWay.size >= MAX_FIRST_READS) this.#sweep();
    return this.#underWay.size < MAX_FIRST_READS;
  }

  start(flight: Flight<ReadOutcome>, entry: CacheEntry): void {
    this.#underWay.set(flight, entry);
  }

  end(flight: Flight<ReadOutcome>): void {
    this.#underWay.delete(flight);
  }

  #sweep(): void {
    const { now, lostAfterMs } = this.#options;
    for (const [flight, { reads }] of this.#underWay) {
      if (reads.flight === flight && !reads.isLostAt(now(), lostAfterMs)) continue;
      this.#underWay.delete(flight);
      flight.abandon();
    }
  }
}
