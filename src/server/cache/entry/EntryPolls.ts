import { textBytes } from "../../store/LruMap";

/** An operation is polled for this long after a visitor last asked about it, beside its own delay, in ms. */
const POLLED_FOR_MS = 15_000;
/** A visitor who has not asked for this long, and for twice the operation's delay, no longer counts, in ms. */
const GONE_AFTER_MS = 60_000;
/** At most this many visitors of one operation are remembered; more have no vote in how often it is polled. */
const MAX_VISITORS = 16;
/** Memory for a visitor beside the name: a place in a map and a time, in bytes. */
const VISITOR_BYTES = 64;
/** Some platforms end a request's timers with the request. A timer that is this late was lost with one, in ms. */
const LOST_AFTER_MS = 1_000;
/** The longest delay that `setTimeout` takes, in ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The polls of an operation: for whom it is polled, visitors who ask and streams that push it, and the timer. */
export class EntryPolls {
  readonly timer: PollTimer;
  /** By name, when each asked last, in ms since the epoch; the latest is last. */
  readonly #visitorsAskedAtMs = new Map<string, number>();
  #askedAtMs = 0;
  #streams = 0;

  constructor(onDue: () => void) {
    this.timer = new PollTimer(onDue);
  }

  get isPushed(): boolean {
    return this.#streams > 0;
  }

  get isAskedAbout(): boolean {
    return this.#askedAtMs > 0;
  }

  /** Memory that the visitors' names take, in bytes, roughly. */
  get bytes(): number {
    let bytes = 0;
    for (const visitor of this.#visitorsAskedAtMs.keys()) bytes += VISITOR_BYTES + textBytes(visitor);
    return bytes;
  }

  /** Whether it is to be polled. @param delayMs The time from an answer to the next read. */
  isPolledAt(nowMs: number, delayMs: number): boolean {
    return this.isPushed || nowMs - this.#askedAtMs <= delayMs + POLLED_FOR_MS;
  }

  /** The visitors who count at a time, the latest last. @param delayMs The time from an answer to the next read. */
  visitorsAt(nowMs: number, delayMs: number): readonly string[] {
    return Array.from(this.#visitorsAskedAtMs).flatMap(([visitor, atMs]) =>
      nowMs - atMs <= GONE_AFTER_MS + 2 * delayMs ? [visitor] : [],
    );
  }

  recordAsk(nowMs: number): void {
    this.#askedAtMs = nowMs;
  }

  /** @returns whether the visitor is a new one, so that more memory is taken */
  recordVisitor(visitor: string, nowMs: number): boolean {
    const isNew = !this.#visitorsAskedAtMs.delete(visitor);
    this.#visitorsAskedAtMs.set(visitor, nowMs);
    if (this.#visitorsAskedAtMs.size > MAX_VISITORS) {
      const [longestAgo = ""] = this.#visitorsAskedAtMs.keys();
      this.#visitorsAskedAtMs.delete(longestAgo);
    }
    return isNew;
  }

  attachStream(): void {
    this.#streams += 1;
  }

  detachStream(): void {
    this.#streams -= 1;
  }
}

/** The timer of one operation's next poll. */
export class PollTimer {
  readonly #onDue: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #dueAtMs: number | null = null;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  /** Sets the timer, or clears it with null. A timer set to the same time is kept, unless it was lost. */
  set(atMs: number | null, nowMs: number): void {
    if (atMs === this.#dueAtMs && (atMs === null || nowMs < atMs + LOST_AFTER_MS)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAtMs = atMs;
    this.#timer = null;
    if (atMs === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#dueAtMs = null;
        this.#onDue();
      },
      Math.min(Math.max(0, atMs - nowMs), LONGEST_DELAY_MS),
    );
    // The timer must not keep a Node process alive. On other platforms it is a number, which has no `unref`.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
