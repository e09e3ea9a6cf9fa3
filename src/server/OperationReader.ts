import { failureDelay } from "../polling/failureDelay";
import { recordFailure } from "../polling/PollHistory";
import type { UpstreamOptions } from "./askUpstream";
import { Flight } from "./Flight";
import type { KeyBudget } from "./KeyBudget";
import { answerHeard, answerHeardAgain, answerLeftUnfilled, cadenceMs, isFresh, isSettled, SMALLEST_GAP_MS, supersedes, type KnownAnswer } from "./KnownAnswer";
import { failureOf, readOnce, type Failure, type Target } from "./readOnce";
import type { Reading } from "./Reading";
import { relayError } from "./relayError";
import type { SharedAnswers } from "./SharedAnswers";
import type { WatchedOperation } from "./WatchedOperation";
import type { WatchedOperations } from "./WatchedOperations";

export interface OperationReaderOptions {
  readonly upstream: UpstreamOptions;
  readonly budgetOf: (upstream: string) => KeyBudget;
  readonly shared: SharedAnswers;
  readonly watched: WatchedOperations;
  /** How long past its due time an answer may still be given while the upstream is in trouble, in ms. */
  readonly staleForMs: number;
  readonly now: () => number;
  readonly onIncident: (failure: Failure, target: Target) => void;
}

/** How long after the last visitor's question an operation is still read by itself, past its own delay, in ms. */
const WATCHED_FOR_MS = 15_000;
/** How long what an event told waits for the read that fills it, in ms. */
const FILL_WITHIN_MS = 1_000;

/**
 * The cache whose time-to-live is the cadence. One answer for each operation; a visitor who asks before it is due gets it as it is, and all
 * who ask once it is due wait for one and the same read. While visitors keep asking, the read happens by itself when it is due, so that
 * their number changes nothing.
 */
export class OperationReader {
  readonly #options: OperationReaderOptions;

  constructor(options: OperationReaderOptions) {
    this.#options = options;
    options.watched.onDue = (watched) => void this.#readWhenDue(watched);
    options.shared.onOutdated = (key) => this.outdate(key);
    options.shared.onNews = (key, answer) => {
      const watched = options.watched.find(key);
      if (watched !== undefined) this.#adopt(watched, answer);
    };
  }

  /** The answer if one is known that is fresh enough; nothing is waited for. */
  fresh(key: string, maxAgeMs: number): KnownAnswer | null {
    const watched = this.#options.watched.find(key);
    const answer = watched?.answer;
    if (!watched || !answer) return null;
    const nowMs = this.#options.now();
    if (!isFresh(answer, nowMs, maxAgeMs, watched.gapMs)) return null;
    watched.askedAtMs = nowMs;
    this.#schedule(watched);
    return answer;
  }

  /**
   * The answer, known or asked for.
   *
   * @param maxAgeMs How old an answer may be that is not due yet.
   * @param signal The visitor; undefined for one who waits to the end.
   * @throws The signal's reason.
   */
  async read(target: Target, maxAgeMs: number, signal: AbortSignal | undefined): Promise<Reading> {
    const { watched: all, now } = this.#options;
    const known = this.fresh(target.key, maxAgeMs);
    if (known !== null) return { kind: "known", answer: known, isStale: false, retryAfterMs: undefined };
    const watched = all.findOrAdd(target);
    watched.askedAtMs = now();
    if (watched.answer?.isTerminal) return this.filled(watched, signal);
    const failed = watched.failed;
    if (failed !== null && now() < failed.untilMs) return this.#despite(watched, failed.failure, failed.untilMs - now());
    return this.#fly(watched, signal);
  }

  /** An action was done: what is known is out of date. */
  outdate(key: string): void {
    const watched = this.#options.watched.find(key);
    if (!watched?.answer || watched.answer.isTerminal) return;
    watched.failed = null;
    const dueAtMs = Math.max(this.#options.now(), watched.answer.answeredAtMs + watched.gapMs);
    watched.answer = { ...watched.answer, dueAtMs: Math.min(dueAtMs, watched.answer.dueAtMs) };
    watched.isDueEarly = true;
    this.#schedule(watched);
  }

  /** Puts an answer in the place of the last one, if it may stand there; tells nobody. @returns whether it does */
  put(watched: WatchedOperation, answer: KnownAnswer): boolean {
    if (!supersedes(answer, watched.answer)) return false;
    watched.answer = answer;
    watched.failed = null;
    this.#options.watched.resize(watched);
    this.#schedule(watched);
    return true;
  }

  /** What an event told, filled by a read; as it is when that takes too long. */
  async filled(watched: WatchedOperation, signal: AbortSignal | undefined): Promise<Reading> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const longEnough = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), FILL_WITHIN_MS)));
    try {
      const reading = await Promise.race([this.#fly(watched, signal), longEnough]);
      return reading ?? (watched.answer === null ? await this.#fly(watched, signal) : this.#known(watched.answer));
    } finally {
      clearTimeout(timer);
    }
  }

  #fly(watched: WatchedOperation, signal?: AbortSignal): Promise<Reading> {
    if (watched.flight === null || watched.flight.isGivenUp) {
      const flight: Flight<Reading> = new Flight((within) =>
        this.#readForAll(watched, within).finally(() => {
          if (watched.flight === flight) watched.flight = null;
          this.#schedule(watched);
        }),
      );
      watched.flight = flight;
    }
    return watched.flight.join(signal);
  }

  /** One read between all relays on the store: of those who find it due, one asks and the others hear of it. */
  async #readForAll(watched: WatchedOperation, signal: AbortSignal): Promise<Reading> {
    const { shared, now } = this.#options;
    const { target } = watched;
    const lease = await shared.lease(target.key, signal);
    try {
      const news = await shared.get(target.key);
      if (news !== null) this.#adopt(watched, news);
      const { answer } = watched;
      // What another relay was told just now is not asked for again, however young the visitor wants it.
      if (answer !== null && !watched.isDueEarly && isFresh(answer, now(), lease.waited ? Number.POSITIVE_INFINITY : watched.gapMs, watched.gapMs)) return this.#known(answer);
      return await this.#readNow(watched, signal);
    } finally {
      await lease.release();
    }
  }

  async #readNow(watched: WatchedOperation, signal: AbortSignal): Promise<Reading> {
    const { budgetOf, shared, upstream, now } = this.#options;
    const { target, answer: before } = watched;
    const budget = budgetOf(target.upstream.name);
    const waitMs = await budget.take(before !== null);
    if (waitMs > 0) return this.#putOff(watched, waitMs);

    const result = await readOnce(target, before?.upstreamEtag ?? null, signal, upstream, now);
    if (result.limit !== null) await budget.learn(result.limit);
    if (result.retryAfterMs !== undefined) await budget.hold(result.retryAfterMs);
    if (before !== null && before.isTerminal && !(result.kind === "answer" && result.value.isTerminal)) return this.#leaveUnfilled(watched, before);
    if (result.kind === "failure") return this.#fail(watched, result.failure);

    const heard = { key: target.key, nowMs: now(), share: (cadence: number) => budget.share(target.key, cadence, before?.history.updateCount ?? 0) };
    watched.isDueEarly = false;
    // Only somebody who sent a known answer's tag is told that it is unchanged.
    const answer = result.kind === "answer" ? await answerHeard(target.operation, result, before, heard) : answerHeardAgain(target.operation, before as KnownAnswer, heard);
    this.#adopt(watched, answer);
    if (answer.isTerminal) budget.forget(target.key);
    await shared.tell(target.key, watched.answer ?? answer);
    return this.#known(watched.answer ?? answer);
  }

  /** An event told the end, and the read does not know of it yet. The event is signed: it stands. */
  #leaveUnfilled(watched: WatchedOperation, before: KnownAnswer): Reading {
    watched.answer = answerLeftUnfilled(before, this.#options.now());
    return this.#known(watched.answer);
  }

  /** The key's reads are used up for now. What is known is given as it is; it is true, if not of this second. */
  #putOff(watched: WatchedOperation, waitMs: number): Reading {
    const { answer, target } = watched;
    if (answer !== null) {
      watched.answer = { ...answer, dueAtMs: Math.max(answer.dueAtMs, this.#options.now() + waitMs) };
      return this.#known(watched.answer);
    }
    const error = relayError(429, "RATE_LIMITED", "the reads that the relay's key allows are used up for now.", { operation: target.operation.name });
    const failure: Failure = { ...failureOf(error, waitMs), incident: null };
    watched.failed = { failure, count: 0, untilMs: this.#options.now() + waitMs };
    return { kind: "failed", failure, retryAfterMs: waitMs };
  }

  #fail(watched: WatchedOperation, failure: Failure): Reading {
    const { now, onIncident, watched: all } = this.#options;
    const { target, answer } = watched;
    const failureCount = (watched.failed?.count ?? 0) + 1;
    // Once for a row of failures: the same trouble at every poll is one trouble.
    if (failureCount === 1) onIncident(failure, target);
    if (failure.isFatal && answer?.isTerminal !== true) {
      watched.answer = null;
      all.resize(watched);
    }
    const cadence = answer === null ? SMALLEST_GAP_MS : cadenceMs(target.operation, recordFailure(answer.history, failureCount), now());
    const delayMs =
      failure.isFatal || answer === null
        ? Math.max(watched.gapMs, failure.retryAfterMs ?? 0)
        : failureDelay({ key: target.key, failureCount, retryAfterMs: failure.retryAfterMs ?? null, cadenceMs: cadence });
    watched.failed = { failure, count: failureCount, untilMs: now() + delayMs };
    return this.#despite(watched, failure, failure.retryAfterMs === undefined ? undefined : delayMs);
  }

  /** What to give while reads fail: the last good answer, for as long as it may stand, else the failure itself. */
  #despite({ answer }: WatchedOperation, failure: Failure, retryAfterMs: number | undefined): Reading {
    const passedOn = failure.retryAfterMs === undefined ? undefined : retryAfterMs;
    if (answer !== null && this.#options.now() - answer.dueAtMs <= this.#options.staleForMs) return { kind: "known", answer, isStale: true, retryAfterMs: passedOn };
    return { kind: "failed", failure, retryAfterMs: passedOn };
  }

  #known(answer: KnownAnswer): Reading {
    return { kind: "known", answer, isStale: false, retryAfterMs: undefined };
  }

  #adopt(watched: WatchedOperation, answer: KnownAnswer): void {
    const before = watched.answer;
    if (!this.put(watched, answer)) return;
    if (before?.etag !== answer.etag || before.isTerminal !== answer.isTerminal || before.fillsLeft > 0) this.#options.watched.tell(watched, before);
  }

  /** Sets the alarm for the next read, as long as somebody has asked lately. */
  #schedule(watched: WatchedOperation): void {
    const { answer, failed } = watched;
    if (watched.flight !== null) return;
    const dueAtMs = (answer !== null && isSettled(answer)) || (answer === null && !watched.isPushed) ? null : Math.max(answer?.dueAtMs ?? 0, failed?.untilMs ?? 0);
    watched.wakeAt(dueAtMs, this.#options.now());
  }

  async #readWhenDue(watched: WatchedOperation): Promise<void> {
    const { now, budgetOf, watched: all } = this.#options;
    const delayMs = watched.answer === null ? 0 : watched.answer.dueAtMs - watched.answer.answeredAtMs;
    if (!watched.isPushed && now() - watched.askedAtMs > delayMs + WATCHED_FOR_MS) {
      budgetOf(watched.target.upstream.name).forget(watched.target.key);
      return;
    }
    if (watched.failed?.failure.isFatal || all.isClosed) return;
    await this.#fly(watched).catch(() => undefined);
  }
}
