import type { Target } from "../../upstream/Target";
import { unfilledAnswer } from "../answer/answerFromRead";
import { isSettled, sizeOf, supersedes, type CachedAnswer } from "../answer/CachedAnswer";
import { EntryReads } from "./Flight";
import { EntryPolls } from "./EntryPolls";
import type { Failure } from "../../upstream/readOnce";

/** The failure of an operation's last read. */
export interface EntryFailure {
  readonly failure: Failure;
  /** Reads that failed since the last good one; 0 where none was sent, since the key's reads were used up. */
  readonly count: number;
  readonly atMs: number;
  /** The upstream is not asked before this, in ms since the epoch. */
  readonly untilMs: number;
}

/** The cache that an entry belongs to. */
export interface EntryOwner {
  readonly now: () => number;
  readonly has: (entry: CacheEntry) => boolean;
  readonly hasRoomFor: (answer: CachedAnswer) => boolean;
  /** Called when the entry takes more or less memory, or has become evictable. */
  readonly onResize: (entry: CacheEntry) => void;
  /** Called when an answer was too large to be kept. */
  readonly onTooLarge: (entry: CacheEntry) => void;
  /** Called when the next poll is due. */
  readonly onDue: (entry: CacheEntry) => void;
}

/** An operation's place in the cache: its answer or failure, its reads, who watches it, and its next poll's timer. */
export class CacheEntry {
  readonly target: Target;
  /** The least time between two reads, in ms. */
  readonly gapMs: number;
  readonly reads: EntryReads = new EntryReads();
  readonly #owner: EntryOwner;
  readonly #polls: EntryPolls;
  #answer: CachedAnswer | null = null;
  #failed: EntryFailure | null = null;
  #isDueEarly = false;
  #firstReadAtMs = 0;
  #lastChange = 0;

  constructor(target: Target, gapMs: number, owner: EntryOwner) {
    this.target = target;
    this.gapMs = gapMs;
    this.#owner = owner;
    this.#polls = new EntryPolls(() => owner.onDue(this));
  }

  get answer(): CachedAnswer | null {
    return this.#answer;
  }

  /** Null since the last good answer. */
  get failed(): EntryFailure | null {
    return this.#failed;
  }

  /** Whether an action was done since the last answer. */
  get isDueEarly(): boolean {
    return this.#isDueEarly;
  }

  /** Sequence number of the last change, among those of the whole cache. */
  get lastChange(): number {
    return this.#lastChange;
  }

  /** Whether a stream of events pushes it. */
  get isPushed(): boolean {
    return this.#polls.isPushed;
  }

  /** Whether it is to be polled: it is pushed, or a visitor asked about it lately. */
  get isPolled(): boolean {
    return this.#polls.isPolledAt(this.#owner.now(), this.#delayMs);
  }

  /** Eviction order: 0 for what only an event told, 1 for what visitors asked about, 2 for what is pushed. */
  get rank(): 0 | 1 | 2 {
    if (this.isPushed) return 2;
    return this.#polls.isAskedAbout ? 1 : 0;
  }

  /** Memory that its answer, failure and visitors take, in bytes, roughly. */
  get bytes(): number {
    const answerBytes = this.#answer === null ? 0 : sizeOf(this.#answer);
    return this.#polls.bytes + answerBytes + (this.#failed?.failure.bytes ?? 0);
  }

  /** The visitors who watch it now; the last one asked last. */
  get visitors(): readonly string[] {
    return this.#polls.visitorsAt(this.#owner.now(), this.#delayMs);
  }

  /** Whether an answer may replace the present one; see `supersedes`. */
  accepts(answer: CachedAnswer, wasRequestedAfter = false): boolean {
    // The store may still hold an answer from before the upstream said that there is no such operation.
    if (this.#failed?.failure.isFatal === true && !wasRequestedAfter && answer.answeredAtMs <= this.#failed.atMs)
      return false;
    return supersedes(answer, this.#answer, wasRequestedAfter);
  }

  /** Replaces the answer, if the new one is accepted. @returns whether it is */
  receive(answer: CachedAnswer, wasRequestedAfter = false): boolean {
    if (!this.accepts(answer, wasRequestedAfter)) return false;
    const hasRoom = this.#owner.hasRoomFor(answer);
    this.#failed = null;
    this.#answer = hasRoom ? answer : null;
    if (!hasRoom) this.#owner.onTooLarge(this);
    this.#owner.onResize(this);
    this.schedule();
    return true;
  }

  /** A read did not know of the end that an event told. The event was signed, so its answer stands. */
  leaveUnfilled(told: CachedAnswer): void {
    if (this.#answer === told) this.#answer = unfilledAnswer(told, this.#owner.now());
  }

  /** An action was done: the answer is out of date, and the next read is due as soon as the gap allows. */
  invalidate(): void {
    const answer = this.#answer;
    if (answer === null || answer.isTerminal) return;
    const earliestMs = Math.max(this.#owner.now(), answer.answeredAtMs + this.gapMs);
    this.#failed = null;
    this.#answer = { ...answer, dueAtMs: Math.min(earliestMs, answer.dueAtMs) };
    this.#isDueEarly = true;
    this.schedule();
  }

  /** The read that followed an action was answered. */
  clearDueEarly(): void {
    this.#isDueEarly = false;
  }

  /** Puts the next read off until a time, in ms since the epoch. */
  postpone(untilMs: number): void {
    if (this.#answer === null) this.#firstReadAtMs = untilMs;
    else this.#answer = { ...this.#answer, dueAtMs: Math.max(this.#answer.dueAtMs, untilMs) };
  }

  /** A read failed. Where the failure is fatal there is no such operation, unless it has ended. */
  fail(failed: EntryFailure): void {
    this.#failed = failed;
    if (failed.failure.isFatal && this.#answer?.isTerminal !== true) this.#answer = null;
    this.#owner.onResize(this);
  }

  /** The entry was evicted; a stream may still refer to it. */
  forget(): void {
    this.cancelPoll();
    // Only a lost read's entry is evicted; who waits for it starts another.
    this.reads.flight?.abandon();
    this.#answer = null;
    this.#failed = null;
  }

  recordAsk(): void {
    this.#polls.recordAsk(this.#owner.now());
  }

  recordVisitor(visitor: string): void {
    if (this.#polls.recordVisitor(visitor, this.#owner.now())) this.#owner.onResize(this);
  }

  recordChange(sequenceNumber: number): void {
    this.#lastChange = sequenceNumber;
  }

  attachStream(): void {
    this.#polls.attachStream();
  }

  detachStream(): void {
    this.#polls.detachStream();
    this.#owner.onResize(this);
  }

  /** Sets the timer of the next poll, where one is to come; a read under way sets it when it ends. */
  schedule(): void {
    if (this.reads.flight !== null || !this.#owner.has(this)) return;
    const hasNoNext = this.#answer === null ? !this.isPushed : isSettled(this.#answer);
    const dueAtMs = Math.max(this.#answer?.dueAtMs ?? this.#firstReadAtMs, this.#failed?.untilMs ?? 0);
    this.#polls.timer.set(hasNoNext ? null : dueAtMs, this.#owner.now());
  }

  cancelPoll(): void {
    this.#polls.timer.set(null, this.#owner.now());
  }

  get #delayMs(): number {
    return this.#answer === null ? 0 : this.#answer.dueAtMs - this.#answer.answeredAtMs;
  }
}
