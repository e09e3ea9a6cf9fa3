import type { QueryState } from "@tanstack/react-query";
import type { OperationValue } from "../../operations/OperationValue";
import type { OperationError } from "../../operations/error/OperationError";
import { recordChange } from "../../operations/value/isStalled";
import type { Cadence } from "../../polling/Cadence";
import { newPollHistory, recordResults, type PollHistory } from "../../polling/PollHistory";
import {
  cadenceOf,
  hurriedDelay,
  isPushed,
  NEVER,
  planPoll,
  pollDelay,
  retimePoll,
  wantedDelay,
  type PlannedPoll,
  type PollFacts,
  type Watch,
  type WatchedQuery,
} from "./pollDelay";

type WatchedState = QueryState<OperationValue, OperationError>;

/** A failed read is not repeated within this time when the page or the network comes back, in ms. */
const FAILURE_REST_MS = 1_000;

/**
 * When one query polls. TanStack restarts its timer whenever `refetchInterval` gives another value, so a delay is
 * worked out once for each answer (or failure) and cadence, as of the moment the answer was first seen, and then stands
 * still. `update` and `focus` change the schedule; the other public members only read.
 */
export class QuerySchedule {
  #state: WatchedState;
  #history: PollHistory;
  #focusedAtMs = -NEVER;
  /** When the last answer or failure was first seen, in ms since the epoch. This and what follows begin anew then. */
  #seenAtMs!: number;
  /** One for each cadence: two components may watch one operation at two paces. */
  #plans!: WeakMap<Cadence, PlannedPoll>;
  #latestPlan: PlannedPoll | undefined;
  #dueAtMs!: number;
  #fastestMs!: number;

  constructor({ state, queryHash }: WatchedQuery, watch: Watch) {
    this.#state = state;
    this.#history = newPollHistory(queryHash);
    this.#record(undefined, watch);
  }

  /** Takes in the query's last answer or failure and its observers, and plans the next poll at this watch's pace. */
  update({ state, observers }: WatchedQuery, watch: Watch): void {
    const before = this.#state;
    this.#state = state;
    if (
      state.dataUpdateCount !== before.dataUpdateCount ||
      state.errorUpdateCount !== before.errorUpdateCount ||
      state.data !== before.data
    )
      this.#record(before, watch);
    const cadence = cadenceOf(watch);
    const planned = this.#plans.get(cadence);
    const plan = retimePoll(planned ?? this.#planFor(watch), observers, watch.client.now());
    if (plan === planned) return;
    this.#plans.set(cadence, plan);
    this.#latestPlan = plan;
    // With one component its pace is the pace; of several the quickest decides.
    this.#dueAtMs = observers.length < 2 ? plan.dueAtMs : Math.min(this.#dueAtMs, plan.dueAtMs);
  }

  /** Notes that the page was brought back to the foreground. */
  focus(watch: Watch): void {
    if (this.#dueAtOf(watch) < NEVER) this.#focusedAtMs = watch.client.now();
  }

  /** When the quickest watch polls next, in ms since the epoch; `Infinity` when none does. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** The shortest delay that a watch wants, in ms; `Infinity` while none is known. */
  get fastestMs(): number {
    return this.#fastestMs;
  }

  /** When the page was last brought back to the foreground, in ms since the epoch; `-Infinity` when it was not. */
  get focusedAtMs(): number {
    return this.#focusedAtMs;
  }

  /** The timer that TanStack sets for this watch, in ms; the same until the next answer or change of observers. */
  intervalMs(watch: Watch): number | false {
    return this.#plans.get(cadenceOf(watch))?.intervalMs ?? false;
  }

  /** Whether this watch's poll is due. */
  isDue(watch: Watch): boolean {
    return watch.client.now() >= this.#dueAtOf(watch);
  }

  /** Whether to poll after `focus`: what is due at the pace of somebody who has just come back to look. */
  isDueOnFocus(watch: Watch): boolean {
    return this.#isDueAfter(watch, () => wantedDelay(watch, this.#factsAt(this.#focusedAtMs)));
  }

  /**
   * Whether to poll now that the network is back: what is due, and what failed, perhaps for want of it. A pushed
   * operation is due at its pace without push, since a stream that died with the network looks open until it has been
   * silent for long.
   */
  isDueOnReconnect(watch: Watch): boolean {
    return this.#isDueAfter(watch, () => (isPushed(watch) ? this.#fastestMs : NEVER));
  }

  /** Notes an answer or a failure: plans made before it no longer hold. */
  #record(before: WatchedState | undefined, { client, operation }: Watch): void {
    const { data, dataUpdatedAt } = this.#state;
    this.#history = recordResults(this.#history, before, this.#state);
    this.#seenAtMs = client.now();
    this.#plans = new WeakMap();
    this.#latestPlan = undefined;
    this.#dueAtMs = this.#fastestMs = NEVER;
    if (data) recordChange(data, { atMs: dataUpdatedAt, operation }, before?.data);
  }

  /** Whether the poll is due, or would be at this delay; a failed read rests for a moment, whatever the delay. */
  #isDueAfter(watch: Watch, delayMs: () => number): boolean {
    const dueAtMs = this.#dueAtOf(watch);
    if (dueAtMs === NEVER) return false;
    const restMs = this.#state.error ? FAILURE_REST_MS : delayMs();
    return watch.client.now() >= Math.min(dueAtMs, this.#answeredAtMs + restMs);
  }

  #dueAtOf(watch: Watch): number {
    return this.#plans.get(cadenceOf(watch))?.dueAtMs ?? NEVER;
  }

  /** In ms since the epoch; 0 before the first answer or failure. */
  get #answeredAtMs(): number {
    return this.#state.error ? this.#state.errorUpdatedAt : this.#state.dataUpdatedAt;
  }

  #factsAt(atMs: number): PollFacts {
    return { error: this.#state.error, history: this.#history, atMs, focusedAtMs: this.#focusedAtMs };
  }

  #planFor(watch: Watch): PlannedPoll {
    const delayMs = this.#delayFor(watch);
    // A cadence made anew at each render keeps the timer that runs.
    if (this.#latestPlan?.delayMs === delayMs) return this.#latestPlan;
    return planPoll(delayMs, this.#answeredAtMs || this.#seenAtMs);
  }

  #delayFor(watch: Watch): number | false {
    const { data, error, status } = this.#state;
    // By the status, since an app's own `queryFn` may reject with anything, null too.
    if (data?.isTerminal || (status === "error" && !error?.retryable)) return false;
    const facts = this.#factsAt(this.#seenAtMs);
    const cadenceMs = hurriedDelay(watch, facts);
    this.#fastestMs = Math.min(this.#fastestMs, cadenceMs);
    return pollDelay(watch, facts, cadenceMs, this.#fastestMs);
  }
}

const schedules = new WeakMap<WatchedQuery, QuerySchedule>();

/**
 * Due times by the data or error of a query's result. Not schedules: a schedule holds an observer and so the
 * `QueryClient`, which a value that an app keeps must not keep alive.
 */
const dueTimes = new WeakMap<object, number>();

/** The schedule of a query, up to date with its last answer and its observers, with a plan for this watch. */
export function scheduleOf(query: WatchedQuery, watch: Watch): QuerySchedule {
  const schedule = knownSchedule(query) ?? new QuerySchedule(query, watch);
  schedule.update(query, watch);
  schedules.set(query, schedule);
  const shown: unknown = query.state.error ?? query.state.data;
  if (typeof shown === "object" && shown !== null) dueTimes.set(shown, schedule.dueAtMs);
  return schedule;
}

/** The schedule of a query; undefined before its first plan. */
export function knownSchedule(query: WatchedQuery | undefined): QuerySchedule | undefined {
  return query && schedules.get(query);
}

/** When the query that shows this data or error polls next, in ms since the epoch; `Infinity` when it does not. */
export function dueTimeOf(shown: object | null | undefined): number {
  return (shown && dueTimes.get(shown)) ?? NEVER;
}
