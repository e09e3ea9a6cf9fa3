import { OperationError } from "../../operations/OperationError";
import { cadenceDelay, DEFAULT_CADENCE } from "../../polling/cadenceDelay";
import type { Cadence } from "../../polling/Cadence";
import { failureDelay } from "../../polling/failureDelay";
import { pollStateOf } from "../../polling/PollHistory";
import { knowledgeOf, type Knowledge, type Plan, type Watch, type WatchedQuery } from "./pollKnowledge";

/** By the data or the error that a result shows, so that `nextPollAt` needs no field of the result beyond these two. */
const dueTimes = new WeakMap<object, number>();

/** A touched operation (canceled, created, paid) is looked at quickly for a while: something is about to change. */
const TOUCHED_FOR_MS = 30_000;
const TOUCHED_DELAY_MS = 2_000;
/** How often what is heard of anyway is asked about, in case a change got lost. */
const PUSHED_DELAY_MS = 60_000;
/** People work on what is asked about more rarely than this, and no touch hurries them. */
const SLOWEST_HURRIED_MS = 60_000;
/** What is left of a delay is never less than this to a timer, since the timer repeats while the tab is hidden. */
const SHORTEST_TIMER_MS = 250;

/**
 * When the operation behind this data or error is asked about next, in ms since the epoch; `Infinity` when never,
 * undefined when not known.
 */
export function dueTimeOf(shown: object): number | undefined {
  return dueTimes.get(shown);
}

/**
 * What the cadence would wait if the page had been brought back this moment, in ms. From now on the page counts as just
 * brought back.
 */
export function noteFocus(query: WatchedQuery, watch: Watch): number {
  const known = knowledgeOf(query, watch);
  const nowMs = watch.client.now();
  known.focusedAtMs = nowMs;
  return cadenceDelay(cadenceOf(watch), pollStateOf(known.history, nowMs, 0), watch.operation.name);
}

/**
 * How old an answer of the relay's cache may be, in seconds: young, while somebody has just come back to look, or just
 * did something to it. Else the relay's own pace says, and this is undefined.
 */
export function maxAgeSecondsOf(query: WatchedQuery | undefined, watch: Watch): number | undefined {
  if (query === undefined) return undefined;
  const sinceMs =
    watch.client.now() -
    Math.max(knowledgeOf(query, watch).focusedAtMs, watch.client.touchedAt(watch.operation, watch.params));
  return sinceMs < TOUCHED_FOR_MS ? TOUCHED_DELAY_MS / 1_000 : undefined;
}

/** The plan of this query at the pace of this watch: made once for each answer and cadence, and remembered. */
export function planOf(query: WatchedQuery, watch: Watch): Plan {
  const known = knowledgeOf(query, watch);
  const cadence = cadenceOf(watch);
  const remembered = known.plans.get(cadence);
  const plan = timed(remembered ?? newPlan(query, watch, known), query, watch.client.now());
  if (plan === remembered) return plan;
  // With one component its pace is the pace; of several the quickest tells when it is asked next.
  known.dueAtMs = query.observers.length < 2 ? plan.dueAtMs : Math.min(known.dueAtMs, plan.dueAtMs);
  known.plans.set(cadence, plan);
  known.latest = plan;
  const shown: unknown = query.state.status === "error" ? query.state.error : query.state.data;
  if (typeof shown === "object" && shown !== null) dueTimes.set(shown, known.dueAtMs);
  return plan;
}

function cadenceOf({ cadence, operation }: Watch): Cadence {
  return cadence ?? operation.cadence ?? DEFAULT_CADENCE;
}

function newPlan(query: WatchedQuery, watch: Watch, known: Knowledge): Plan {
  const delayMs = delayAfter(query, watch, known);
  // A cadence made anew at each render keeps the timer that runs.
  if (known.latest?.delayMs === delayMs) return known.latest;
  const atMs = query.state.status === "error" ? query.state.errorUpdatedAt : query.state.dataUpdatedAt;
  const dueAtMs = delayMs === false ? Number.POSITIVE_INFINITY : (atMs || known.takenAtMs) + delayMs;
  return { delayMs, dueAtMs, intervalMs: delayMs, watcherCount: -1, lastWatcher: undefined };
}

/**
 * TanStack starts a full interval for a component that mounts between two polls, or that is left when another goes. So
 * each time they change, the interval is what is left of the delay, and the poll comes when it is due.
 */
function timed(plan: Plan, query: WatchedQuery, nowMs: number): Plan {
  const { delayMs, dueAtMs } = plan;
  const watcherCount = query.observers.length;
  const lastWatcher = query.observers.at(-1);
  if (plan.watcherCount === watcherCount && plan.lastWatcher === lastWatcher) return plan;
  // What is overdue is asked about on mount, not by a timer.
  const intervalMs = delayMs && Math.min(delayMs, Math.max(dueAtMs - nowMs, SHORTEST_TIMER_MS));
  return { delayMs, dueAtMs, intervalMs, watcherCount, lastWatcher };
}

function delayAfter(query: WatchedQuery, watch: Watch, known: Knowledge): number | false {
  const { status, error } = query.state;
  if (known.data?.isTerminal) return false;
  if (status === "error" && !(error instanceof OperationError && error.retryable)) return false;

  const { client, operation, params } = watch;
  const { history, takenAtMs, focusedAtMs } = known;
  const wantedMs = cadenceDelay(
    cadenceOf(watch),
    pollStateOf(history, takenAtMs, takenAtMs - focusedAtMs),
    operation.name,
  );
  const touchedAtMs = client.touchedAt(operation, params);
  const hurried = wantedMs <= SLOWEST_HURRIED_MS && takenAtMs - touchedAtMs < TOUCHED_FOR_MS;
  const cadenceMs = hurried ? Math.min(wantedMs, TOUCHED_DELAY_MS) : wantedMs;
  known.fastestMs = Math.min(known.fastestMs, cadenceMs);
  if (status === "error") {
    // A 404 that may heal comes from a reader that lags behind a write: it is no trouble of the server's to back off
    // from.
    if (error.httpStatus === 404 && error.code !== "RELAY_NOT_FOUND")
      return Math.max(TOUCHED_DELAY_MS, error.retryAfterMs ?? 0);
    return failureDelay({
      key: query.queryHash,
      failureCount: history.failureCount,
      retryAfterMs: error.retryAfterMs ?? null,
      cadenceMs,
    });
  }
  // What is pushed needs no poll but as a safety net, and leaves its share of the key's reads to others. But the relay
  // reads at its own pace: of somebody who comes back from paying, or has just acted, it knows nothing.
  if (takenAtMs - Math.max(focusedAtMs, touchedAtMs) >= TOUCHED_FOR_MS && client.push?.isHeard(operation, params))
    return Math.max(cadenceMs, PUSHED_DELAY_MS);
  return Math.max(cadenceMs, client.share(operation, params, known.fastestMs, history.updateCount));
}
