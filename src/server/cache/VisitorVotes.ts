import { isSettled } from "./answer/CachedAnswer";
import type { CacheEntry } from "./entry/CacheEntry";

/** How long it stands how many operations each visitor watches, in ms. */
const COUNTED_FOR_MS = 1_000;

export interface VisitorVotesOptions {
  /** All that is watched under the key. */
  readonly entries: () => readonly CacheEntry[];
  readonly find: (key: string) => CacheEntry | undefined;
  readonly now: () => number;
}

/**
 * How the polls of one key are shared between visitors, and not between operations: each visitor has one vote, which is
 * split evenly among all that they watch, and an operation is polled as often as the votes of all who watch it say.
 */
export class VisitorVotes {
  readonly #options: VisitorVotesOptions;
  #counted = { byVisitor: new Map<string, number>(), atMs: Number.NEGATIVE_INFINITY };

  constructor(options: VisitorVotesOptions) {
    this.#options = options;
  }

  /** How many votes an operation has; one where nobody is known to watch it. */
  of(key: string): number {
    const entry = this.#options.find(key);
    const nowMs = this.#options.now();
    const visitors = entry === undefined ? [] : entry.visitors;
    if (visitors.length === 0) return 1;
    const counts = this.#countsAt(nowMs);
    // Somebody who was not counted yet watches this one at least.
    return visitors.reduce((sum, visitor) => sum + 1 / (counts.get(visitor) ?? 1), 0);
  }

  #countsAt(nowMs: number): ReadonlyMap<string, number> {
    if (Math.abs(nowMs - this.#counted.atMs) < COUNTED_FOR_MS) return this.#counted.byVisitor;
    const byVisitor = new Map<string, number>();
    for (const entry of this.#options.entries()) {
      // What is not polled takes nothing of anybody's vote.
      if (entry.answer === null || isSettled(entry.answer)) continue;
      for (const visitor of entry.visitors) byVisitor.set(visitor, (byVisitor.get(visitor) ?? 0) + 1);
    }
    this.#counted = { byVisitor, atMs: nowMs };
    return byVisitor;
  }
}
