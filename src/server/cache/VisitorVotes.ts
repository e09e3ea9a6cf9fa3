import { isSettled } from "./answer/CachedAnswer";
import type { CacheEntry } from "./entry/CacheEntry";

/** How long a count of the operations that each visitor watches is used, in ms. */
const COUNTED_FOR_MS = 1_000;

export interface VisitorVotesOptions {
  /** All operations under the key. */
  readonly entries: () => readonly CacheEntry[];
  readonly find: (key: string) => CacheEntry | undefined;
  readonly now: () => number;
}

/**
 * Shares the polls of one key between visitors rather than operations: each visitor has one vote, split evenly among
 * the operations that they watch, and an operation is polled in proportion to its votes.
 */
export class VisitorVotes {
  readonly #options: VisitorVotesOptions;
  #counted = { byVisitor: new Map<string, number>(), atMs: Number.NEGATIVE_INFINITY };

  constructor(options: VisitorVotesOptions) {
    this.#options = options;
  }

  /** The votes of an operation; one where no visitor is known to watch it. */
  of(key: string): number {
    const entry = this.#options.find(key);
    const nowMs = this.#options.now();
    const visitors = entry === undefined ? [] : entry.visitors;
    if (visitors.length === 0) return 1;
    const counts = this.#countsAt(nowMs);
    // A visitor who is not in the count yet watches this operation at least.
    return visitors.reduce((sum, visitor) => sum + 1 / (counts.get(visitor) ?? 1), 0);
  }

  #countsAt(nowMs: number): ReadonlyMap<string, number> {
    if (Math.abs(nowMs - this.#counted.atMs) < COUNTED_FOR_MS) return this.#counted.byVisitor;
    const byVisitor = new Map<string, number>();
    for (const entry of this.#options.entries()) {
      // An operation that is not polled takes no part of a vote.
      if (entry.answer === null || isSettled(entry.answer)) continue;
      for (const visitor of entry.visitors) byVisitor.set(visitor, (byVisitor.get(visitor) ?? 0) + 1);
    }
    this.#counted = { byVisitor, atMs: nowMs };
    return byVisitor;
  }
}
