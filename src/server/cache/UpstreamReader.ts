import type { AnyOperation } from "../../operations/defineOperation";
import { failureDelay } from "../../polling/failureDelay";
import { recordFailure } from "../../polling/PollHistory";
import type { UpstreamOptions } from "../upstream/askUpstream";
import type { KeyBudget, Turn } from "../store/KeyBudget";
import {
  answerHeard,
  answerHeardAgain,
  answerLeftUnfilled,
  cadenceMs,
  SMALLEST_GAP_MS,
  supersedes,
  type CachedAnswer,
} from "./CachedAnswer";
import { failureOf, keptFailure, readOnce, type Failure } from "../upstream/readOnce";
import type { Target } from "../upstream/Target";
import type { Lease } from "./ReadLeases";
import { knownOutcome, type ReadOutcome } from "./ReadOutcome";
import { relayError } from "../contract/relayError";
import type { SharedAnswers } from "./SharedAnswers";
import type { CacheEntry } from "./CacheEntry";
import type { OperationCache } from "./OperationCache";

export interface UpstreamReaderOptions {
  readonly upstream: UpstreamOptions;
  readonly budgetOf: (upstream: string) => KeyBudget;
  readonly shared: SharedAnswers;
  readonly cache: OperationCache;
  /** How long past its due time an answer may still be given while the upstream is in trouble, in ms. */
  readonly staleForMs: number;
  readonly now: () => number;
  readonly onIncident: (failure: Failure, target: Target) => void;
}

/**
 * Puts an answer in its place and tells of it; `wasAskedAfter` of one that was asked for when the last one was known.
 */
export type Adopt = (entry: CacheEntry, answer: CachedAnswer, wasAskedAfter: boolean) => void;

/**
 * Asks upstreams, within what their keys allow, and says what is known after that. Whose turn it is has been decided
 * before.
 */
export class UpstreamReader {
  readonly #options: UpstreamReaderOptions;
  readonly #adopt: Adopt;
  readonly #badCadences = new WeakSet<AnyOperation>();

  constructor(options: UpstreamReaderOptions, adopt: Adopt) {
    this.#options = options;
    this.#adopt = adopt;
  }

  /**
   * Asks once, unless the key's reads are used up, or this visitor's share of them.
   *
   * @param visitor Who asks; null where nobody does, since it is due.
   * @throws The signal's reason.
   */
  async read(entry: CacheEntry, lease: Lease, visitor: string | null, signal: AbortSignal): Promise<ReadOutcome> {
    const { budgetOf, shared, upstream, now } = this.#options;
    const { target, answer: before } = entry;
    const budget = budgetOf(target.upstream.name);
    const isPoll = before !== null && (before.isTerminal || entry.isDueEarly || now() >= before.dueAtMs);
    // More may be watched by now than when its turn was worked out.
    if (isPoll && !before.isTerminal && !entry.isDueEarly && this.#isBeforeItsTurn(entry, before, budget))
      return knownOutcome(entry.answer ?? before);
    const payer = visitor ?? entry.visitorsAt(now()).at(-1) ?? "";
    const turn = isPoll ? await budget.takePoll() : await budget.takeFor(payer);
    if (turn.waitMs > 0) return this.#putOff(entry, turn, isPoll ? null : payer);
    entry.sentAtMs = now();

    const result = await readOnce(target, before?.upstreamEtag ?? null, signal, upstream, now);
    const held = Promise.all([
      result.limit === null ? null : budget.learn(result.limit),
      result.retryAfterMs === undefined ? null : budget.hold(result.retryAfterMs),
    ]);
    // The other relays keep the silence too by the time that a visitor hears of it; a good answer is told meanwhile.
    if (result.kind === "failure") await held;
    if (before !== null && before.isTerminal && !(result.kind === "answer" && result.value.isTerminal))
      return this.#leaveUnfilled(entry, before);
    if (result.kind === "failure") return this.#fail(entry, result.failure);

    const heard = {
      key: target.key,
      nowMs: now(),
      share: (cadence: number) => budget.share(target.key, cadence, before?.history.updateCount ?? 0),
      reportCadence: this.#reportCadence(target),
    };
    entry.isDueEarly = false;
    // Only somebody who sent a known answer's tag is told that it is unchanged.
    const answer =
      result.kind === "answer"
        ? await answerHeard(target.operation, result, before, heard)
        : answerHeardAgain(target.operation, before as CachedAnswer, heard);
    if (answer.isTerminal) budget.forget(target.key);
    // Whatever the clocks say, what was asked for later is newer; unless something else has come between.
    const wasAskedAfter = entry.answer === before;
    if (supersedes(answer, entry.answer, wasAskedAfter)) {
      // The others first: were this relay killed after its own visitors have heard, another would tell them the older
      // after the newer.
      await Promise.all([held, shared.storeAndPublish(target.key, answer, lease.release())]);
      this.#adopt(entry, answer, entry.answer === before);
    }
    return knownOutcome(entry.answer ?? answer);
  }

  /** What to give while reads fail: the last good answer, for as long as it may stand, else the failure itself. */
  despite({ answer }: CacheEntry, failure: Failure, retryAfterMs: number | undefined): ReadOutcome {
    const passedOn = failure.retryAfterMs === undefined ? undefined : retryAfterMs;
    if (answer !== null && this.#options.now() - answer.dueAtMs <= this.#options.staleForMs)
      return { kind: "known", answer, isStale: true, retryAfterMs: passedOn };
    return { kind: "failed", failure, retryAfterMs: passedOn };
  }

  /** Nobody watches it any more: the others get its share. */
  forget({ upstream, key }: Target): void {
    this.#options.budgetOf(upstream.name).forget(key);
  }

  /** An event told the end, and the read does not know of it yet. The event is signed: it stands. */
  #leaveUnfilled(entry: CacheEntry, before: CachedAnswer): ReadOutcome {
    entry.answer = answerLeftUnfilled(before, this.#options.now());
    return knownOutcome(entry.answer);
  }

  /** Whether its fair turn comes later than it was due; then it is due later. */
  #isBeforeItsTurn(entry: CacheEntry, before: CachedAnswer, budget: KeyBudget): boolean {
    const { answeredAtMs, history } = before;
    // As it was worked out with the answer, so that nothing but what is watched can have changed.
    const delayMs = budget.share(
      entry.target.key,
      cadenceMs(entry.target.operation, history, answeredAtMs),
      Math.max(0, history.updateCount - 1),
    );
    if (this.#options.now() >= answeredAtMs + delayMs) return false;
    entry.answer = { ...before, dueAtMs: answeredAtMs + delayMs };
    return true;
  }

  /** The key's reads are used up for now. What is known is given as it is; it is true, if not of this second. */
  #putOff(entry: CacheEntry, { waitMs, waitOfOthersMs }: Turn, visitor: string | null): ReadOutcome {
    const { answer, target } = entry;
    const nowMs = this.#options.now();
    if (answer !== null) {
      // Whoever wanted it before it was due holds up nobody else.
      if (visitor === null) entry.answer = { ...answer, dueAtMs: Math.max(answer.dueAtMs, nowMs + waitMs) };
      return knownOutcome(entry.answer ?? answer);
    }
    const whose =
      waitOfOthersMs > 0
        ? "the reads that the relay's key allows are used up for now."
        : "your share of the reads that the relay's key allows is used up for now.";
    const error = relayError(429, "RATE_LIMITED", whose, { operation: target.operation.name });
    const failure: Failure = { ...failureOf(error, waitMs), incident: null };
    if (waitOfOthersMs > 0) entry.failed = { failure, count: 0, atMs: nowMs, untilMs: nowMs + waitOfOthersMs };
    else entry.putOffUntilMs = nowMs + waitMs;
    return { kind: "failed", failure, retryAfterMs: waitMs, refused: waitOfOthersMs > 0 ? null : visitor };
  }

  /** Tells whoever runs the relay of a cadence that does not work, once: it is asked at every poll. */
  #reportCadence(target: Target): (cause: unknown) => void {
    return (cause) => {
      const { operation } = target;
      if (this.#badCadences.has(operation)) return;
      this.#badCadences.add(operation);
      const error = relayError(
        500,
        "CADENCE_FAILED",
        "its cadence does not work, so the documented pace is used instead.",
        { operation: operation.name, cause },
      );
      this.#options.onIncident(failureOf(error, undefined), target);
    };
  }

  #fail(entry: CacheEntry, heard: Failure): ReadOutcome {
    const { now, onIncident, cache } = this.#options;
    const { target, answer } = entry;
    const failureCount = (entry.failed?.count ?? 0) + 1;
    // Once for a row of failures: the same trouble at every poll is one trouble.
    if (failureCount === 1) onIncident(heard, target);
    const failure = keptFailure(heard);
    if (failure.isFatal && answer?.isTerminal !== true) entry.answer = null;
    const cadence =
      answer === null
        ? SMALLEST_GAP_MS
        : cadenceMs(target.operation, recordFailure(answer.history, failureCount), now(), this.#reportCadence(target));
    const delayMs =
      failure.isFatal || answer === null
        ? Math.max(entry.gapMs, failure.retryAfterMs ?? 0)
        : failureDelay({
            key: target.key,
            failureCount,
            retryAfterMs: failure.retryAfterMs ?? null,
            cadenceMs: cadence,
          });
    entry.failed = { failure, count: failureCount, atMs: now(), untilMs: now() + delayMs };
    cache.resize(entry);
    return this.despite(entry, failure, failure.retryAfterMs === undefined ? undefined : delayMs);
  }
}
