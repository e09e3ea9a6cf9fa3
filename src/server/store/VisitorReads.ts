import { WINDOW_SECONDS } from "../../polling/readBudget";
import { LruMap } from "./LruMap";
import { textBytes } from "./textBytes";

/** How many visitors are remembered; the least recently seen is forgotten first. */
const REMEMBERED = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** Memory for a visitor beside the name, and for each second in which they read, in bytes. */
const VISITOR_BYTES = 128;
const SECOND_BYTES = 32;
/** The weight of each of a visitor's own reads, on top of the 1 that it counts as a read of the key. */
const OWN_WEIGHT = 0.75;

/** The reads that each visitor has asked for under one key lately; polls are not among them. */
export class VisitorReads {
  readonly #visitors = new LruMap<Map<number, number>>({
    ...REMEMBERED,
    sizeOf: (reads, name) => VISITOR_BYTES + textBytes(name) + SECOND_BYTES * reads.size,
  });

  /**
   * A visitor's own reads by the second, weighted, to be counted on top of the key's. So a visitor's limit falls with
   * each of their reads (a dynamic threshold, as Choudhury and Hahne have it for queues in a shared memory): a greedy
   * visitor gets four sevenths of the key's limit, two together eight elevenths, and some is left for a newcomer.
   */
  weightedReads(visitor: string, nowMs: number): ReadonlyMap<number, number> {
    const oldest = Math.floor(nowMs / 1_000) - WINDOW_SECONDS;
    const reads = this.#visitors.get(visitor) ?? new Map<number, number>();
    return new Map(
      [...reads].filter(([second]) => second > oldest).map(([second, count]) => [second, count * OWN_WEIGHT]),
    );
  }

  /**
   * Records a read, before it is certain that it may be sent: of many at the same time each has to count.
   *
   * @returns what undoes it
   */
  record(visitor: string, nowMs: number): () => void {
    const second = Math.floor(nowMs / 1_000);
    const reads = new Map([...(this.#visitors.get(visitor) ?? [])].filter(([at]) => at > second - WINDOW_SECONDS));
    this.#visitors.set(visitor, reads.set(second, (reads.get(second) ?? 0) + 1));
    return () => {
      const own = this.#visitors.get(visitor);
      own?.set(second, Math.max(0, (own.get(second) ?? 0) - 1));
    };
  }
}
