import type { Query, QueryObserver } from "@tanstack/react-query";
import type { LongrunClient } from "../client/createLongrunClient";
import type { AnyOperation, OperationValue } from "../operations/defineOperation";
import { noteChange } from "../operations/isStalled";
import { OperationError } from "../operations/OperationError";
import { MAX_TIMER_MS } from "../polling/assertDelay";
import { backoff } from "../polling/backoff";
import type { Cadence, PollState } from "../polling/Cadence";
import { failureDelay } from "../polling/failureDelay";
import { newPollHistory, pollStateOf, recordAnswer, recordFailure, type PollHistory } from "../polling/PollHistory";

/** What is watched, and how. */
export interface Watch {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly client: LongrunClient;
  readonly cadence?: Cadence | undefined;
}

/** A query of ours, as far as the schedule looks at it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a Query is invariant in its data and key, and the schedule serves all of them
export type WatchedQuery = Query<any, any, any, any>;

/** When one operation is asked about next. */
interface Plan {
  readonly dataUpdateCount: number;
  readonly errorUpdateCount: number;
  readonly cadence: Cadence | undefined;
  readonly history: PollHistory;
  /** From the last answer or failure, in ms; false when it is not asked about again. */
  readonly delayMs: number | false;
  /** In ms since the epoch; null when it is not asked about again. */
  readonly dueAtMs: number | null;
  /** When the page was last brought back, in ms since the epoch; `-Infinity` when it was not. */
  readonly focusedAtMs: number;
  /** The observer that the timer was last set for. */
  readonly observer: QueryObserver<never, never> | undefined;
  /** What TanStack is told. It stands still between answers, whatever renders: see {@link pollInterval}. */
  readonly intervalMs: number | false;
}

const plans = new WeakMap<WatchedQuery, Plan>();
/** By the data or the error that a result shows, so that `nextPollAt` needs no field of the result beyond these two. */
const dueTimes = new WeakMap<object, number | null>();

/** A touched operation (canceled, created, paid) is looked at quickly for a while: something is about to change. */
const TOUCHED_FOR_MS = 30_000;
const TOUCHED_DELAY_MS = 2_000;
const SHORTEST_TIMER_MS = 1_000;
const DEFAULT_CADENCE = backoff();

/**
 * What TanStack's `refetchInterval` is given: the delay after the last answer, worked out once per answer and remembered. An observer
 * restarts its timer whenever this value differs, so a delay that changed at every call would be starved by re-renders.
 */
export function pollInterval(query: WatchedQuery, watch: Watch): number | false {
  return planOf(query, watch).intervalMs;
}

/** How long data counts as fresh, in ms: until the next poll is due, and for ever once nothing is due. */
export function freshFor(query: WatchedQuery, watch: Watch): number {
  const { dueAtMs } = planOf(query, watch);
  return dueAtMs === null ? Number.POSITIVE_INFINITY : Math.max(0, dueAtMs - query.state.dataUpdatedAt);
}

/** Whether to ask at once now that the page is back: what is due, at the pace of somebody who has just come to look. */
export function isDueOnFocus(query: WatchedQuery, watch: Watch): boolean {
  const plan = planOf(query, watch);
  if (plan.dueAtMs === null) return false;
  const nowMs = watch.client.now();
  plans.set(query, { ...plan, focusedAtMs: nowMs });
  if (query.state.status === "error") return isDueOnReconnect(query, watch);
  const quickMs = wantedDelay(watch.cadence ?? watch.operation.cadence ?? DEFAULT_CADENCE, pollStateOf(plan.history, nowMs, 0), watch.operation);
  return nowMs >= Math.min(plan.dueAtMs, query.state.dataUpdatedAt + quickMs);
}

/** Whether to ask at once now that the network is back: what is due, and what failed, perhaps for want of it. */
export function isDueOnReconnect(query: WatchedQuery, watch: Watch): boolean {
  const { dueAtMs } = planOf(query, watch);
  if (dueAtMs === null) return false;
  return watch.client.now() >= (query.state.status === "error" ? query.state.errorUpdatedAt + SHORTEST_TIMER_MS : dueAtMs);
}

/** When the operation behind this data or error is asked about next, in ms since the epoch; null when never, undefined when not known. */
export function dueTimeOf(shown: object): number | null | undefined {
  return dueTimes.get(shown);
}

/** How close two reads may be: no closer than the cadence itself wants them. */
export function gapOf(query: WatchedQuery | undefined): number | undefined {
  const delayMs = query && plans.get(query)?.delayMs;
  return delayMs === undefined || delayMs === false ? undefined : delayMs;
}

function planOf(query: WatchedQuery, watch: Watch): Plan {
  const known = plans.get(query);
  const { dataUpdateCount, errorUpdateCount } = query.state;
  // The types of an observer's data differ from query to query; here it is only compared.
  const observer = query.observers[0] as Plan["observer"];
  if (known && known.dataUpdateCount === dataUpdateCount && known.errorUpdateCount === errorUpdateCount && known.cadence === watch.cadence) {
    return known.observer === observer ? known : remember(query, forObserver(known, observer, watch.client.now()));
  }
  const history = historyOf(query, watch, known);
  const focusedAtMs = known?.focusedAtMs ?? Number.NEGATIVE_INFINITY;
  const delayMs = delayAfter(query, watch, history, focusedAtMs);
  const atMs = query.state.status === "error" ? query.state.errorUpdatedAt : query.state.dataUpdatedAt;
  const dueAtMs = delayMs === false ? null : (atMs || watch.client.now()) + delayMs;
  return remember(
    query,
    forObserver({ dataUpdateCount, errorUpdateCount, cadence: watch.cadence, history, delayMs, dueAtMs, focusedAtMs, observer, intervalMs: delayMs }, observer, watch.client.now()),
  );
}

/**
 * A component that mounts between two polls starts its timer late: it waits for what is left of the delay, so that the poll comes when
 * it is due. An observer whose timer ran from the answer on has all of it left.
 */
function forObserver(plan: Plan, observer: Plan["observer"], nowMs: number): Plan {
  if (plan.delayMs === false || plan.dueAtMs === null) return { ...plan, observer };
  // What is overdue is asked about on mount. The timer repeats while the tab is hidden, so it is never set to next to nothing.
  const leftMs = Math.max(plan.dueAtMs - nowMs, SHORTEST_TIMER_MS);
  return { ...plan, observer, intervalMs: Math.min(plan.delayMs, leftMs) };
}

function remember(query: WatchedQuery, plan: Plan): Plan {
  plans.set(query, plan);
  const shown: unknown = query.state.status === "error" ? query.state.error : query.state.data;
  if (typeof shown === "object" && shown !== null) dueTimes.set(shown, plan.dueAtMs);
  return plan;
}

function historyOf(query: WatchedQuery, watch: Watch, known: Plan | undefined): PollHistory {
  const { dataUpdateCount, errorUpdateCount, dataUpdatedAt } = query.state;
  const data: OperationValue | undefined = query.state.data;
  let history = known?.history ?? newPollHistory(query.queryHash);
  const answers = dataUpdateCount - (known?.dataUpdateCount ?? 0);
  // Hydrated data comes without a count of answers, and is one.
  const unseen = data !== undefined && history.updateCount === 0 ? Math.max(1, answers) : answers;
  if (data !== undefined && unseen > 0) {
    history = recordAnswer(history, data, dataUpdatedAt, unseen);
    noteChange(data, { atMs: dataUpdatedAt, operation: watch.operation });
  }
  const failures = errorUpdateCount - (known?.errorUpdateCount ?? 0);
  return query.state.status === "error" ? recordFailure(history, Math.max(1, failures)) : history;
}

function delayAfter(query: WatchedQuery, watch: Watch, history: PollHistory, focusedAtMs: number): number | false {
  const { status, error } = query.state;
  const data: OperationValue | undefined = query.state.data;
  if (data?.isTerminal) return false;
  if (status === "error" && !(error instanceof OperationError && error.retryable)) return false;

  const { client, operation, params, cadence = operation.cadence ?? DEFAULT_CADENCE } = watch;
  const nowMs = client.now();
  const wantedMs = wantedDelay(cadence, pollStateOf(history, nowMs, nowMs - focusedAtMs), operation);
  const touched = nowMs - client.touchedAt(operation, params) < TOUCHED_FOR_MS;
  const cadenceMs = touched ? Math.min(wantedMs, TOUCHED_DELAY_MS) : wantedMs;
  if (status === "error") {
    return failureDelay({ key: query.queryHash, failureCount: history.failureCount, retryAfterMs: error.retryAfterMs ?? null, cadenceMs });
  }
  return Math.min(MAX_TIMER_MS, client.share(operation, params, cadenceMs, history.updateCount));
}

/** A cadence that throws or gives nonsense is reported, and must neither hammer the server nor stop the watch. */
function wantedDelay(cadence: Cadence, state: PollState, operation: AnyOperation): number {
  try {
    const delayMs = cadence(state);
    if (delayMs > 0) return Math.min(delayMs, MAX_TIMER_MS);
    throw new RangeError(`${operation.name}: its cadence gave ${String(delayMs)}; it must give a number of milliseconds above 0. The default is used instead.`);
  } catch (error) {
    // Node has no reportError.
    (globalThis.reportError ?? console.error)(error);
    return DEFAULT_CADENCE(state);
  }
}
