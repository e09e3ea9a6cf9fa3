import type { Query } from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import type { AnyOperation, OperationValue } from "../../operations/defineOperation";
import { recordChange } from "../../operations/isStalled";
import type { Cadence } from "../../polling/Cadence";
import { newPollHistory, recordAnswer, recordFailure, type PollHistory } from "../../polling/PollHistory";

/** What is watched, and how. */
export interface Watch {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
  readonly client: LongrunClient;
  readonly cadence?: Cadence | undefined;
}

/** A query of ours, as far as the schedule looks at it. */
// A Query is invariant in its data and key, and the schedule serves all of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type WatchedQuery = Query<any, any, any, any>;

/** When one operation is asked about next, at the pace of one cadence. */
export interface Plan {
  /** From the last answer or failure, in ms; false when it is not asked about again. */
  readonly delayMs: number | false;
  /** In ms since the epoch; `Infinity` when it is not asked about again. */
  readonly dueAtMs: number;
  /** What TanStack is told. It stands still between answers, whatever renders. */
  readonly intervalMs: number | false;
  /**
   * Who watched when the timers were last set: observers are added at the end, so these two tell whether any came or
   * went.
   */
  readonly watcherCount: number;
  readonly lastWatcher: unknown;
}

/** What is known of a query from one answer or failure to the next. */
export interface Knowledge {
  readonly dataUpdateCount: number;
  readonly errorUpdateCount: number;
  readonly data: OperationValue | undefined;
  readonly history: PollHistory;
  /**
   * Every cadence decides as of then, however late or often it is asked: a cadence made anew at each render gives the
   * same delay.
   */
  readonly takenAtMs: number;
  /** One for each cadence: two components may watch one operation at two paces. */
  readonly plans: WeakMap<Cadence, Plan>;
  latest: Plan | undefined;
  /** When the quickest of them is due, in ms since the epoch. */
  dueAtMs: number;
  /** The shortest delay that any of the cadences wanted, in ms. */
  fastestMs: number;
  /** When the page was last brought back, in ms since the epoch; `-Infinity` when it was not. */
  focusedAtMs: number;
}

const knowledge = new WeakMap<WatchedQuery, Knowledge>();

/** The shortest delay that a watcher of this query wants, in ms; undefined while nobody has said. */
export function fastestDelayOf(query: WatchedQuery | undefined): number | undefined {
  const fastestMs = query && knowledge.get(query)?.fastestMs;
  return fastestMs === Number.POSITIVE_INFINITY ? undefined : fastestMs;
}

/** What is known of a query as of its last answer or failure. */
export function knowledgeOf(query: WatchedQuery, watch: Watch): Knowledge {
  const known = knowledge.get(query);
  const { dataUpdateCount, errorUpdateCount } = query.state;
  const data: OperationValue | undefined = query.state.data;
  if (
    known &&
    known.dataUpdateCount === dataUpdateCount &&
    known.errorUpdateCount === errorUpdateCount &&
    known.data === data
  )
    return known;
  const next: Knowledge = {
    dataUpdateCount,
    errorUpdateCount,
    data,
    history: historyOf(query, known),
    takenAtMs: watch.client.now(),
    plans: new WeakMap(),
    latest: undefined,
    dueAtMs: Number.POSITIVE_INFINITY,
    fastestMs: Number.POSITIVE_INFINITY,
    focusedAtMs: known?.focusedAtMs ?? Number.NEGATIVE_INFINITY,
  };
  if (data !== undefined)
    recordChange(data, { atMs: query.state.dataUpdatedAt, operation: watch.operation }, known?.data);
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
