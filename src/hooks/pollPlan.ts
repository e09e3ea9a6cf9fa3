import type { Query, QueryObserver } from "@tanstack/react-query";
import { cadenceDelay, DEFAULT_CADENCE } from "../client/cadenceDelay";
import type { LongrunClient } from "../client/createLongrunClient";
import type { AnyOperation, OperationValue } from "../operations/defineOperation";
import { noteChange } from "../operations/isStalled";
import { OperationError } from "../operations/OperationError";
import type { Cadence } from "../polling/Cadence";
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

/** When one operation is asked about next, at the pace of one cadence. */
export interface Plan {
  /** From the last answer or failure, in ms; false when it is not asked about again. */
  readonly delayMs: number | false;
  /** In ms since the epoch; null when it is not asked about again. */
  readonly dueAtMs: number | null;
  /** What TanStack is told. It stands still between answers, whatever renders. */
  readonly intervalMs: number | false;
  /** Who watched when the timers were last set. */
  readonly watchers: Watchers;
}

/** Observers are added at the end, so their number and the last of them tell whether any came or went. */
interface Watchers {
  readonly count: number;
  readonly last: QueryObserver<never, never> | undefined;
}

/** What is known of a query from one answer or failure to the next. */
interface Knowledge {
  readonly dataUpdateCount: number;
  readonly errorUpdateCount: number;
  readonly data: OperationValue | undefined;
  readonly history: PollHistory;
  /** Every cadence decides as of then, however late or often it is asked: a cadence made anew at each render gives the same delay. */
  readonly takenAtMs: number;
  /** One for each cadence: two components may watch one operation at two paces. */
  readonly plans: WeakMap<Cadence, Plan>;
  latest: Plan | undefined;
  /** When the quickest of them is due, in ms since the epoch. */
  dueAtMs: number | null;
  /** The shortest delay that any of the cadences wanted, in ms. */
  fastestMs: number;
  /** When the page was last brought back, in ms since the epoch; `-Infinity` when it was not. */
  focusedAtMs: number;
}

const knowledge = new WeakMap<WatchedQuery, Knowledge>();
/** By the data or the error that a result shows, so that `nextPollAt` needs no field of the result beyond these two. */
const dueTimes = new WeakMap<object, number | null>();

/** A touched operation (canceled, created, paid) is looked at quickly for a while: something is about to change. */
const TOUCHED_FOR_MS = 30_000;
const TOUCHED_DELAY_MS = 2_000;
/** People work on what is asked about more rarely than this, and no touch hurries them. */
const SLOWEST_HURRIED_MS = 60_000;
/** What is left of a delay is never less than this to a timer, since the timer repeats while the tab is hidden. */
const SHORTEST_TIMER_MS = 250;

/** When the operation behind this data or error is asked about next, in ms since the epoch; null when never, undefined when not known. */
export function dueTimeOf(shown: object): number | null | undefined {
  return dueTimes.get(shown);
}

/** The shortest delay that a watcher of this query wants, in ms; undefined while nobody has said. */
export function fastestDelayOf(query: WatchedQuery | undefined): number | undefined {
  const fastestMs = query && knowledge.get(query)?.fastestMs;
  return fastestMs === Number.POSITIVE_INFINITY ? undefined : fastestMs;
}

/** What the cadence would wait if the page had been brought back this moment, in ms. From now on the page counts as just brought back. */
export function noteFocus(query: WatchedQuery, watch: Watch): number {
  const known = knowledgeOf(query, watch);
  const nowMs = watch.client.now();
  known.focusedAtMs = nowMs;
  return cadenceDelay(cadenceOf(watch), pollStateOf(known.history, nowMs, 0), watch.operation.name);
}

/** The plan of this query at the pace of this watch: made once for each answer and cadence, and remembered. */
export function planOf(query: WatchedQuery, watch: Watch): Plan {
  const known = knowledgeOf(query, watch);
  const cadence = cadenceOf(watch);
  const remembered = known.plans.get(cadence);
  const plan = timed(remembered ?? newPlan(query, watch, known), query, watch.client.now());
  if (plan === remembered) return plan;
  // With one component its pace is the pace; of several the quickest tells when it is asked next.
  known.dueAtMs = known.dueAtMs === null || plan.dueAtMs === null || query.observers.length < 2 ? plan.dueAtMs : Math.min(known.dueAtMs, plan.dueAtMs);
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
  const dueAtMs = delayMs === false ? null : (atMs || known.takenAtMs) + delayMs;
  return { delayMs, dueAtMs, intervalMs: delayMs, watchers: { count: -1, last: undefined } };
}

/**
 * TanStack starts a full interval for a component that mounts between two polls, or that is left when another goes. So each time they
 * change, the interval is what is left of the delay, and the poll comes when it is due.
 */
function timed(plan: Plan, query: WatchedQuery, nowMs: number): Plan {
  // The types of an observer's data differ from query to query; here it is only compared.
  const watchers: Watchers = { count: query.observers.length, last: query.observers.at(-1) as Watchers["last"] };
  if (plan.watchers.count === watchers.count && plan.watchers.last === watchers.last) return plan;
  if (plan.delayMs === false || plan.dueAtMs === null) return { ...plan, watchers };
  // What is overdue is asked about on mount, not by a timer.
  return { ...plan, watchers, intervalMs: Math.min(plan.delayMs, Math.max(plan.dueAtMs - nowMs, SHORTEST_TIMER_MS)) };
}

function knowledgeOf(query: WatchedQuery, watch: Watch): Knowledge {
  const known = knowledge.get(query);
  const { dataUpdateCount, errorUpdateCount } = query.state;
  const data: OperationValue | undefined = query.state.data;
  if (known && known.dataUpdateCount === dataUpdateCount && known.errorUpdateCount === errorUpdateCount && known.data === data) return known;
  const next: Knowledge = {
    dataUpdateCount,
    errorUpdateCount,
    data,
    history: historyOf(query, known),
    takenAtMs: watch.client.now(),
    plans: new WeakMap(),
    latest: undefined,
    dueAtMs: null,
    fastestMs: Number.POSITIVE_INFINITY,
    focusedAtMs: known?.focusedAtMs ?? Number.NEGATIVE_INFINITY,
  };
  if (data !== undefined) noteChange(data, { atMs: query.state.dataUpdatedAt, operation: watch.operation }, known?.data);
  knowledge.set(query, next);
  return next;
}

function historyOf(query: WatchedQuery, known: Knowledge | undefined): PollHistory {
  const { dataUpdateCount, errorUpdateCount, dataUpdatedAt, status } = query.state;
  const data: OperationValue | undefined = query.state.data;
  let history = known?.history ?? newPollHistory(query.queryHash);
  // Hydrated data comes without a count of answers, or with another page's, and is one.
  const answers = Math.max(dataUpdateCount - (known?.dataUpdateCount ?? 0), data === known?.data ? 0 : 1);
  if (data !== undefined && answers > 0) history = recordAnswer(history, data, dataUpdatedAt, answers);
  const failures = errorUpdateCount - (known?.errorUpdateCount ?? 0);
  return status === "error" ? recordFailure(history, Math.max(1, failures)) : history;
}

function delayAfter(query: WatchedQuery, watch: Watch, known: Knowledge): number | false {
  const { status, error } = query.state;
  if (known.data?.isTerminal) return false;
  if (status === "error" && !(error instanceof OperationError && error.retryable)) return false;

  const { client, operation, params } = watch;
  const { history, takenAtMs, focusedAtMs } = known;
  const wantedMs = cadenceDelay(cadenceOf(watch), pollStateOf(history, takenAtMs, takenAtMs - focusedAtMs), operation.name);
  const hurried = wantedMs <= SLOWEST_HURRIED_MS && takenAtMs - client.touchedAt(operation, params) < TOUCHED_FOR_MS;
  const cadenceMs = hurried ? Math.min(wantedMs, TOUCHED_DELAY_MS) : wantedMs;
  known.fastestMs = Math.min(known.fastestMs, cadenceMs);
  if (status === "error") {
    // A 404 that may heal comes from a reader that lags behind a write: it is no trouble of the server's to back off from.
    if (error.httpStatus === 404) return Math.max(TOUCHED_DELAY_MS, error.retryAfterMs ?? 0);
    return failureDelay({ key: query.queryHash, failureCount: history.failureCount, retryAfterMs: error.retryAfterMs ?? null, cadenceMs });
  }
  return Math.max(cadenceMs, client.share(operation, params, known.fastestMs, history.updateCount));
}
