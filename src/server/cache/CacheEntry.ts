import type { Flight } from "./Flight";
import type { CachedAnswer } from "./CachedAnswer";
import { textBytes } from "../store/textBytes";
import type { Lease } from "./ReadLeases";
import type { ReadOutcome } from "./ReadOutcome";
import type { Failure } from "../upstream/readOnce";
import type { Target } from "../upstream/Target";

/**
 * An alarm that has not rung for this long past its time never will, in ms: some platforms end a request's timers with
 * it.
 */
const LOST_AFTER_MS = 1_000;
/** Whoever has not asked for so long, and not for twice its delay, watches it no more, in ms. */
const GONE_AFTER_MS = 60_000;
/** So many visitors of one operation are known by name at most; more of them have no more votes. */
const VISITORS = 16;
/** What a visitor takes beside their name: a place in a map, and a time, in bytes. */
const VISITOR_BYTES = 64;

/** All that one relay has in mind about one operation. */
export class CacheEntry {
  readonly target: Target;
  answer: CachedAnswer | null = null;
  /** The read under way. */
  flight: Flight<ReadOutcome> | null = null;
  /** When the last read was sent, whatever became of it, in ms since the epoch. */
  sentAtMs: number = Number.NEGATIVE_INFINITY;
  /** What that read holds, of all relays on the store. */
  lease: Lease | null = null;
  /** Reads that failed since the last good one, when the last of them did, and until when not to ask again. */
  failed: {
    readonly failure: Failure;
    readonly count: number;
    readonly atMs: number;
    readonly untilMs: number;
  } | null = null;
  /** When a visitor last asked, in ms since the epoch. */
  askedAtMs = 0;
  /** Who has asked lately, and when, in ms since the epoch; the one who asked last is last. */
  readonly #visitors = new Map<string, number>();
  /**
   * Until when its first read is put off, since whoever asked for it has used up their share of the key, in ms since
   * the epoch.
   */
  putOffUntilMs = 0;
  /** An action was done since the last answer. */
  isDueEarly = false;
  /** Which of the relay's changes was its last. */
  lastChange = 0;
  /** How many streams of events it is pushed to. */
  streams = 0;
  /** Reads of it are never closer than this, in ms. */
  readonly gapMs: number;
  readonly #onDue: (entry: CacheEntry) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #wakesAtMs: number | null = null;

  constructor(target: Target, gapMs: number, onDue: (entry: CacheEntry) => void) {
    this.target = target;
    this.gapMs = gapMs;
    this.#onDue = onDue;
  }

  get isPushed(): boolean {
    return this.streams > 0;
  }

  /** Notes who has asked. @returns whether that is somebody new, so that it takes more memory */
  noteVisitor(visitor: string, nowMs: number): boolean {
    const isNew = !this.#visitors.delete(visitor);
    this.#visitors.set(visitor, nowMs);
    if (this.#visitors.size <= VISITORS) return isNew;
    const [longestAgo = ""] = this.#visitors.keys();
    this.#visitors.delete(longestAgo);
    return isNew;
  }

  /** How much memory the names of its visitors take, in bytes, roughly. */
  get visitorBytes(): number {
    let bytes = 0;
    for (const visitor of this.#visitors.keys()) bytes += VISITOR_BYTES + textBytes(visitor);
    return bytes;
  }

  /** Who watches it at a time, in ms since the epoch. */
  visitorsAt(nowMs: number): readonly string[] {
    const delayMs = this.answer === null ? 0 : this.answer.dueAtMs - this.answer.answeredAtMs;
    return Array.from(this.#visitors).flatMap(([visitor, atMs]) =>
      nowMs - atMs <= GONE_AFTER_MS + 2 * delayMs ? [visitor] : [],
    );
  }

  /**
   * Sets the alarm; null takes it off. The one that is set already is left as it is, unless it is long past: then it
   * was set by a request that is gone.
   */
  wakeAt(atMs: number | null, nowMs: number): void {
    if (atMs === this.#wakesAtMs && (atMs === null || nowMs < atMs + LOST_AFTER_MS)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wakesAtMs = atMs;
    this.#timer = null;
    if (atMs === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#wakesAtMs = null;
        this.#onDue(this);
      },
      Math.min(Math.max(0, atMs - nowMs), 2 ** 31 - 1),
    );
    // Node alone has it: an alarm must not keep a process alive that wants to end.
    // A number, without it, where the platform is not Node.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
