import { WINDOW_SECONDS } from "../../polling/readBudget";
import { LruMap } from "./LruMap";
import { textBytes } from "./textBytes";

/** Whoever has not asked for so many others is as good as new. */
const REMEMBERED = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** What a visitor takes beside their name, in bytes; and each second that they have read in. */
const VISITOR_BYTES = 128;
const SECOND_BYTES = 32;
/** How much each of a visitor's own first reads counts on top of what it has taken of the key. */
const OWN_WEIGHT = 0.75;

/** How many reads each visitor has asked for under one key lately, beside the polls of what is watched. */
export class VisitorReads {
  readonly #visitors = new LruMap<Map<number, number>>({
    ...REMEMBERED,
    sizeOf: (reads, name) => VISITOR_BYTES + textBytes(name) + SECOND_BYTES * reads.size,
  });

  /**
   * What counts against one more read of this visitor, by the second, beside all that has been read. It grows with what
   * they have asked for (a dynamic threshold, as Choudhury and Hahne have it for queues that share a memory): who reads
   * all they may gets four sevenths of what there is, two of them eight elevenths together, and however many they are,
   * something is left for somebody new.
   */
  against(visitor: string, nowMs: number): ReadonlyMap<number, number> {
    const oldest = Math.floor(nowMs / 1_000) - WINDOW_SECONDS;
    const reads = this.#visitors.get(visitor) ?? new Map<number, number>();
    return new Map(
      [...reads].filter(([second]) => second > oldest).map(([second, count]) => [second, count * OWN_WEIGHT]),
    );
  }

  /**
   * Notes a read, before it is sure that it can be sent: of many at once, none may pass unseen. @returns what takes
   * that back
   */
  note(visitor: string, nowMs: number): () => void {
    const second = Math.floor(nowMs / 1_000);
    const reads = new Map([...(this.#visitors.get(visitor) ?? [])].filter(([at]) => at > second - WINDOW_SECONDS));
    this.#visitors.set(visitor, reads.set(second, (reads.get(second) ?? 0) + 1));
    return () => {
      const own = this.#visitors.get(visitor);
      own?.set(second, Math.max(0, (own.get(second) ?? 0) - 1));
    };
  }
}
