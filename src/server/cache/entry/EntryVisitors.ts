import { textBytes } from "../../store/textBytes";

/** A visitor who has not asked for this long, and for twice the operation's delay, no longer counts, in ms. */
const GONE_AFTER_MS = 60_000;
/** At most this many visitors of one operation are remembered; more have no vote in how often it is polled. */
const MAX_VISITORS = 16;
/** Memory for a visitor beside the name: a place in a map and a time, in bytes. */
const VISITOR_BYTES = 64;

/** The visitors who asked about one operation last. */
export class EntryVisitors {
  /** By name, when each asked last, in ms since the epoch; the latest is last. */
  readonly #askedAtMs = new Map<string, number>();

  /** @returns whether the visitor is a new one, so that more memory is taken */
  record(visitor: string, nowMs: number): boolean {
    const isNew = !this.#askedAtMs.delete(visitor);
    this.#askedAtMs.set(visitor, nowMs);
    if (this.#askedAtMs.size > MAX_VISITORS) {
      const [longestAgo = ""] = this.#askedAtMs.keys();
      this.#askedAtMs.delete(longestAgo);
    }
    return isNew;
  }

  /** Memory that the names take, in bytes, roughly. */
  get bytes(): number {
    let bytes = 0;
    for (const visitor of this.#askedAtMs.keys()) bytes += VISITOR_BYTES + textBytes(visitor);
    return bytes;
  }

  /** The visitors who count at a time, the latest last. @param delayMs The time from an answer to the next read. */
  at(nowMs: number, delayMs: number): readonly string[] {
    return Array.from(this.#askedAtMs).flatMap(([visitor, atMs]) =>
      nowMs - atMs <= GONE_AFTER_MS + 2 * delayMs ? [visitor] : [],
    );
  }
}
