import type { Query } from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import type { AnyOperation } from "../../operations/Operation";
import type { OperationError } from "../../operations/error/OperationError";
import type { Cadence } from "../../polling/Cadence";
import { cadenceDelay, DEFAULT_CADENCE } from "../../polling/cadenceDelay";
import { failureDelay } from "../../polling/failureDelay";
import { pollStateOf, type PollHistory } from "../../polling/PollHistory";

/** What is watched, and how. */
export interface Watch {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly client: LongrunClient;
  readonly cadence?: Cadence | undefined;
}

/** A query that polls an operation. */
// A Query is invariant in its data and key, and the schedule serves all of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type WatchedQuery = Query<any, any, any, any>;

/** What is known when a delay is worked out: as of one moment, so that the same delay comes out however often asked. */
export interface PollFacts {
  /** Of the last read; null when it gave an answer. */
  readonly error: OperationError | null;
  readonly history: PollHistory;
  readonly atMs: number;
  /** When the page was last brought back to the foreground, in ms since the epoch; `-Infinity` when it was not. */
  readonly focusedAtMs: number;
}

/** The next poll of a query at the pace of one cadence. */
export interface PlannedPoll {
  /** From the last answer or failure, in ms; false when there is no next poll. */
  readonly delayMs: number | false;
  /** In ms since the epoch; {@link NEVER} when there is no next poll. */
  readonly dueAtMs: number;
  /** The timer that TanStack sets, in ms. It stands still between answers, whatever renders. */
  readonly intervalMs: number | false;
  /** The observers the interval was worked out for. New ones are added at the end, so these two show any change. */
  readonly observerCount: number;
  readonly lastObserver: unknown;
}

/** The due time of an operation that is not polled any more. */
export const NEVER: number = Number.POSITIVE_INFINITY;

/** Shortest timer, in ms: TanStack repeats it while the tab is hidden. */
const SHORTEST_TIMER_MS = 250;

/** An operation is polled quickly for this long after somebody acted on it, in ms: a change is about to come. */
const HURRIED_FOR_MS = 30_000;
const HURRIED_DELAY_MS = 2_000;
/** People work on operations that are polled more slowly than this, in ms: no action hurries those. */
const SLOWEST_HURRIED_MS = 60_000;
/** Delay of a pushed operation, in ms: a safety net in case an event got lost. */
const PUSHED_DELAY_MS = 60_000;

export function cadenceOf({ cadence, operation }: Watch): Cadence {
  return cadence ?? operation.cadence ?? DEFAULT_CADENCE;
}

/** The delay that the watch's cadence wants, in ms. */
export function wantedDelay(watch: Watch, { history, atMs, focusedAtMs }: PollFacts): number {
  return cadenceDelay(cadenceOf(watch), pollStateOf(history, atMs, atMs - focusedAtMs), watch.operation.name);
}

/** The delay that the watch's cadence wants, in ms, cut short after an action. */
export function hurriedDelay(watch: Watch, facts: PollFacts): number {
  const wantedMs = wantedDelay(watch, facts);
  const hurried = wantedMs <= SLOWEST_HURRIED_MS && facts.atMs - touchedAt(watch) < HURRIED_FOR_MS;
  return hurried ? Math.min(wantedMs, HURRIED_DELAY_MS) : wantedMs;
}

/**
 * The greatest age of an answer of the relay's cache, in seconds, for somebody who has just come back to look or has
 * just acted; else undefined, and the relay's own pace decides.
 */
export function maxAgeSeconds(watch: Watch, focusedAtMs: number = -NEVER): number | undefined {
  return isHurried(watch, focusedAtMs, watch.client.now()) ? HURRIED_DELAY_MS / 1_000 : undefined;
}

/**
 * How long to wait after an answer or a failure that is not the last, in ms.
 *
 * @param cadenceMs This watch's {@link hurriedDelay}.
 * @param fastestMs The shortest among all watches of the query.
 */
export function pollDelay(watch: Watch, facts: PollFacts, cadenceMs: number, fastestMs: number): number {
  const { error, history, atMs, focusedAtMs } = facts;
  if (error) {
    const { retryAfterMs = null } = error;
    // A 404 that may heal comes from a reader that lags behind a write, not from a server in trouble: no backoff.
    if (error.httpStatus === 404 && error.code !== "RELAY_NOT_FOUND")
      return Math.max(HURRIED_DELAY_MS, retryAfterMs ?? 0);
    return failureDelay({ ...history, retryAfterMs, cadenceMs });
  }
  // A pushed operation leaves its share of the key's reads to others. But the relay, which reads at its own pace, does
  // not know of somebody who comes back from paying or has just acted.
  if (!isHurried(watch, focusedAtMs, atMs) && isPushed(watch)) return Math.max(cadenceMs, PUSHED_DELAY_MS);
  return Math.max(cadenceMs, watch.client.share(watch.operation, watch.params, fastestMs, history.updateCount));
}

/** Whether the operation's changes come over an open push stream. */
export function isPushed({ client, operation, params }: Watch): boolean | undefined {
  return client.push?.isHeard(operation, params);
}

function isHurried(watch: Watch, focusedAtMs: number, nowMs: number): boolean {
  return nowMs - Math.max(focusedAtMs, touchedAt(watch)) < HURRIED_FOR_MS;
}

function touchedAt({ client, operation, params }: Watch): number {
  return client.touchedAt(operation, params);
}

/** A plan that no timer was set for yet. */
export function planPoll(delayMs: number | false, answeredAtMs: number): PlannedPoll {
  const dueAtMs = delayMs === false ? NEVER : answeredAtMs + delayMs;
  return { delayMs, dueAtMs, intervalMs: delayMs, observerCount: -1, lastObserver: undefined };
}

/**
 * The plan with its interval cut to the time left, whenever an observer came or went; else the very same plan. TanStack
 * would start a full interval for a component that mounts between two polls, or for the one left behind by another, and
 * the poll would come late.
 */
export function retimePoll(plan: PlannedPoll, observers: readonly unknown[], nowMs: number): PlannedPoll {
  const { delayMs, dueAtMs } = plan;
  const observerCount = observers.length;
  const lastObserver = observers.at(-1);
  if (plan.observerCount === observerCount && plan.lastObserver === lastObserver) return plan;
  // An overdue poll is made on mount, not by a timer.
  const intervalMs = delayMs && Math.min(delayMs, Math.max(dueAtMs - nowMs, SHORTEST_TIMER_MS));
  return { delayMs, dueAtMs, intervalMs, observerCount, lastObserver };
}
