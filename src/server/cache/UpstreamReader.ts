import { sleep } from "../../client/sleep";
import type { KeyBudget } from "../store/KeyBudget";
import type { Lease, LeaseLookup, ReadLeases } from "../store/ReadLeases";
import type { UpstreamOptions } from "../upstream/askUpstream";
import { readOnce, type ReadResult } from "../upstream/readOnce";
import { answerFromRead, cadenceMs, unchangedAnswer, type Arrival } from "./answer/answerFromRead";
import { isFresh, type CachedAnswer } from "./answer/CachedAnswer";
import type { CacheEntry } from "./entry/CacheEntry";
import { knownOutcome, type ReadOutcome } from "./entry/Flight";
import type { OperationCache } from "./OperationCache";
import type { ReadFailures } from "./ReadFailures";
import type { SharedAnswers } from "./SharedAnswers";

export interface UpstreamReaderOptions {
  readonly cache: OperationCache;
  readonly failures: ReadFailures;
  readonly shared: SharedAnswers;
  readonly leases: ReadLeases;
  readonly budgetOf: (upstream: string) => KeyBudget;
  readonly upstream: UpstreamOptions;
  readonly now: () => number;
}

/**
 * Asks upstreams, under a lease, so that of all relays on the store one reads an operation at a time, and within the
 * key's budget.
 */
export class UpstreamReader {
  readonly #options: UpstreamReaderOptions;

  constructor(options: UpstreamReaderOptions) {
    this.#options = options;
  }

  /**
   * Reads once, unless another relay has just done so, or the key's budget does not allow it.
   *
   * @param visitor The visitor whose share of the key it is taken from; null for a poll.
   * @throws The signal's reason.
   */
  async read(entry: CacheEntry, visitor: string | null, signal: AbortSignal): Promise<ReadOutcome> {
    const { leases } = this.#options;
    if (entry.reads.lease !== null) await leases.release(entry.reads.lease);
    await this.#waitForGap(entry, signal);
    const wasKnown = entry.answer !== null;
    // An answer that another relay has just read is used, however young an answer the visitor wants.
    const lease = await leases.acquire(entry.target.key, this.#lookup(entry), signal);
    if (lease === null) return knownOutcome(entry.answer as CachedAnswer);
    entry.reads.holdLease(lease);
    try {
      const maxAgeMs = lease.waited || !wasKnown ? Number.POSITIVE_INFINITY : entry.gapMs;
      const answer = this.#freshAnswer(entry, maxAgeMs);
      if (answer !== null) return knownOutcome(answer);
      return await this.#readWithin(entry, lease, visitor, signal);
    } finally {
      entry.reads.dropLease(lease);
      // Not awaited: a lease whose release is lost lapses, or is taken back.
      void leases.release(lease).catch(() => undefined);
    }
  }

  /** Waits until the gap since the last read has passed, whatever its outcome. */
  async #waitForGap({ answer, reads, gapMs }: CacheEntry, signal: AbortSignal): Promise<void> {
    const waitMs = reads.sentAtMs + gapMs - this.#options.now();
    // An event's answer is filled at once. After a clock was set back the wait would be longer than the gap.
    if (answer?.isTerminal !== true && waitMs > 0 && waitMs <= gapMs) await sleep(waitMs, signal);
  }

  #lookup(entry: CacheEntry): LeaseLookup {
    const { cache, shared } = this.#options;
    return {
      steps: (name) => shared.lookupSteps(name),
      receive: (found) => {
        const { answer: before } = entry;
        const answer = shared.parse(found);
        if (answer !== null) cache.receive(entry, answer);
        return entry.answer !== before;
      },
      isAnswered: () => this.#freshAnswer(entry, Number.POSITIVE_INFINITY) !== null,
    };
  }

  #freshAnswer({ answer, isDueEarly, gapMs }: CacheEntry, maxAgeMs: number): CachedAnswer | null {
    return answer !== null && !isDueEarly && isFresh(answer, this.#options.now(), maxAgeMs, gapMs) ? answer : null;
  }

  async #readWithin(
    entry: CacheEntry,
    lease: Lease,
    visitor: string | null,
    signal: AbortSignal,
  ): Promise<ReadOutcome> {
    const { budgetOf, failures, upstream, now } = this.#options;
    const { target, answer: before } = entry;
    const budget = budgetOf(target.upstream.name);
    const isPoll = before !== null && (before.isTerminal || entry.isDueEarly || now() >= before.dueAtMs);
    if (isPoll && !before.isTerminal && !entry.isDueEarly && this.#postponeToTurn(entry, before, budget))
      return knownOutcome(entry.answer ?? before);
    const payer = visitor ?? entry.visitors.at(-1) ?? "";
    const turn = isPoll ? await budget.spendPoll() : await budget.spendFor(payer);
    if (turn.waitMs > 0) return failures.putOff(entry, turn, isPoll ? null : payer);
    entry.reads.markSent(now());

    const result = await readOnce(target, before?.upstreamEtag ?? null, signal, upstream, now);
    const limited = learnLimits(budget, result);
    // By the time that a visitor gets a failure the other relays keep the upstream's silence too.
    if (result.kind === "failure") await limited;
    if (before !== null && before.isTerminal && !(result.kind === "answer" && result.value.isTerminal)) {
      entry.leaveUnfilled(before);
      return knownOutcome(entry.answer ?? before);
    }
    if (result.kind === "failure") return failures.fail(entry, result.failure);
    entry.clearDueEarly();
    const arrival = this.#arrivalOf(entry, before, budget);
    const answer =
      result.kind === "answer"
        ? await answerFromRead(target.operation, result, before, arrival)
        : // A 304 comes only where the tag of a known answer was sent.
          unchangedAnswer(target.operation, before as CachedAnswer, arrival);
    if (answer.isTerminal) budget.forget(target.key);
    await this.#receive(entry, before, answer, lease, limited);
    return knownOutcome(entry.answer ?? answer);
  }

  /** Puts an answer into the store, and then into the cache. */
  async #receive(
    entry: CacheEntry,
    before: CachedAnswer | null,
    answer: CachedAnswer,
    lease: Lease,
    limited: Promise<unknown>,
  ): Promise<void> {
    // Requested after the answer before it: newer, whatever the clocks say, unless another one has come between.
    if (!entry.accepts(answer, entry.answer === before)) return;
    // The store first: were this relay killed once its own visitors know, another would give them the older answer
    // after the newer.
    await Promise.all([limited, this.#options.shared.storeAndPublish(entry.target.key, answer, lease.release())]);
    this.#options.cache.receive(entry, answer, entry.answer === before);
  }

  /** Postpones a poll to its fair turn, where that is later than it was due. @returns whether it is */
  #postponeToTurn(entry: CacheEntry, { answeredAtMs, history }: CachedAnswer, budget: KeyBudget): boolean {
    const { key, operation } = entry.target;
    // Worked out as it was when the answer came: only how many operations share the key can have changed since.
    const wantedMs = cadenceMs(operation, history, answeredAtMs);
    const delayMs = budget.share(key, wantedMs, Math.max(0, history.updateCount - 1));
    if (this.#options.now() >= answeredAtMs + delayMs) return false;
    entry.postpone(answeredAtMs + delayMs);
    return true;
  }

  #arrivalOf({ target }: CacheEntry, before: CachedAnswer | null, budget: KeyBudget): Arrival {
    return {
      key: target.key,
      nowMs: this.#options.now(),
      share: (wantedMs) => budget.share(target.key, wantedMs, before?.history.updateCount ?? 0),
      reportCadence: (error) => this.#options.failures.reportCadence(target, error),
    };
  }
}

function learnLimits(budget: KeyBudget, { limit, retryAfterMs }: ReadResult): Promise<unknown> {
  return Promise.all([
    limit === null ? null : budget.learn(limit),
    retryAfterMs === undefined ? null : budget.hold(retryAfterMs),
  ]);
}
