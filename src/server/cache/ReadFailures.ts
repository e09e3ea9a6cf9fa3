import type { AnyOperation } from "../../operations/Operation";
import { failureDelay } from "../../polling/failureDelay";
import { recordFailure } from "../../polling/PollHistory";
import { relayError } from "../contract/relayError";
import type { Turn } from "../store/KeyBudget";
import { failureOf, keptFailure, type Failure } from "../upstream/readOnce";
import type { Target } from "../upstream/Target";
import { cadenceMs } from "./answer/answerFromRead";
import type { CacheEntry } from "./entry/CacheEntry";
import { knownOutcome, type ReadOutcome } from "./entry/Flight";

/** How long a first read is put off while too many are under way, in ms. */
const BUSY_RETRY_MS = 1_000;

export interface ReadFailuresOptions {
  /** How long past its due time an answer may still be given while the upstream can't be asked, in ms. */
  readonly staleForMs: number;
  readonly now: () => number;
  readonly onIncident: (failure: Failure, target: Target) => void;
}

/** The outcomes of reads that failed, or that the key's budget did not allow. */
export class ReadFailures {
  readonly #options: ReadFailuresOptions;
  readonly #badCadences = new WeakSet<AnyOperation>();

  constructor(options: ReadFailuresOptions) {
    this.#options = options;
  }

  /** The outcome while reads fail: the last good answer for as long as it may be given, else the failure. */
  outcomeOf({ answer }: CacheEntry, failure: Failure, retryAfterMs: number): ReadOutcome {
    const passedOn = failure.retryAfterMs === undefined ? undefined : retryAfterMs;
    if (answer !== null && this.#options.now() - answer.dueAtMs <= this.#options.staleForMs)
      return { kind: "known", answer, isStale: true, retryAfterMs: passedOn };
    return { kind: "failed", failure, retryAfterMs: passedOn };
  }

  /** Records a failed read, and backs off. */
  fail(entry: CacheEntry, failure: Failure): ReadOutcome {
    const { now, onIncident } = this.#options;
    const count = (entry.failed?.count ?? 0) + 1;
    // Of failures in a row the first is reported: later ones are the same trouble.
    if (count === 1) onIncident(failure, entry.target);
    const kept = keptFailure(failure);
    const delayMs = this.#delayAfter(entry, kept, count);
    entry.fail({ failure: kept, count, atMs: now(), untilMs: now() + delayMs });
    return this.outcomeOf(entry, kept, delayMs);
  }

  /**
   * Puts off a read that the key's budget did not allow. A known answer is given as it is.
   *
   * @param visitor The visitor whose share the read was to be taken from; null for a poll.
   */
  putOff(entry: CacheEntry, { waitMs, waitOfOthersMs }: Turn, visitor: string | null): ReadOutcome {
    const { target } = entry;
    const nowMs = this.#options.now();
    if (entry.answer !== null) {
      // A visitor who wants an answer before it is due does not delay the poll.
      if (visitor === null) entry.postpone(nowMs + waitMs);
      return knownOutcome(entry.answer);
    }
    const reason =
      waitOfOthersMs > 0
        ? "the reads that the relay's key allows are used up for now."
        : "your share of the reads that the relay's key allows is used up for now.";
    const error = relayError(429, "RATE_LIMITED", reason, { operation: target.operation.name });
    const failure: Failure = { ...failureOf(error, waitMs), incident: null };
    if (waitOfOthersMs > 0) entry.fail({ failure, count: 0, atMs: nowMs, untilMs: nowMs + waitOfOthersMs });
    else entry.postpone(nowMs + waitMs);
    return { kind: "failed", failure, retryAfterMs: waitMs, refused: waitOfOthersMs > 0 ? null : visitor };
  }

  /** Puts off a first read, since too many are under way. */
  refuse(entry: CacheEntry): ReadOutcome {
    entry.postpone(this.#options.now() + BUSY_RETRY_MS);
    // An operation that is pushed is polled though nobody asks again.
    entry.schedule();
    const { name } = entry.target.operation;
    const error = relayError(503, "TOO_MANY_READS", "the relay is reading too much at once.", { operation: name });
    const failure: Failure = { ...failureOf(error, BUSY_RETRY_MS), incident: null };
    return { kind: "failed", failure, retryAfterMs: BUSY_RETRY_MS };
  }

  /** Reports that an operation's cadence does not work: once, since it is called at every poll. */
  reportCadence(target: Target, cause: unknown): void {
    const { operation } = target;
    if (this.#badCadences.has(operation)) return;
    this.#badCadences.add(operation);
    const reason = "its cadence does not work, so the documented pace is used instead.";
    const error = relayError(500, "CADENCE_FAILED", reason, { operation: operation.name, cause });
    this.#options.onIncident(failureOf(error, undefined), target);
  }

  #delayAfter({ target, answer, gapMs }: CacheEntry, failure: Failure, failureCount: number): number {
    if (failure.isFatal || answer === null) return Math.max(gapMs, failure.retryAfterMs ?? 0);
    return failureDelay({
      key: target.key,
      failureCount,
      retryAfterMs: failure.retryAfterMs ?? null,
      cadenceMs: cadenceMs(
        target.operation,
        recordFailure(answer.history, failureCount),
        this.#options.now(),
        (error) => this.reportCadence(target, error),
      ),
    });
  }
}
