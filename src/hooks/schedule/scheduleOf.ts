import { QuerySchedule, type WatchedQuery } from "./QuerySchedule";
import type { Watch } from "./pollDelay";

/** By query, and by the data or error that a query shows, since `nextPollAt` is given these two only. */
const schedules = new WeakMap<object, QuerySchedule>();

/** The schedule of a query, up to date with its last answer and its observers, with a plan for this watch. */
export function scheduleOf(query: WatchedQuery, watch: Watch): QuerySchedule {
  const schedule = schedules.get(query) ?? new QuerySchedule(query, watch);
  schedule.update(query, watch);
  schedules.set(query, schedule);
  const shown: unknown = query.state.error ?? query.state.data;
  if (typeof shown === "object" && shown !== null) schedules.set(shown, schedule);
  return schedule;
}

/** The schedule of a query, or of the query that shows this data or error; undefined before the first plan. */
export function knownSchedule(queryOrShown: object | null | undefined): QuerySchedule | undefined {
  // A WeakMap has nothing under null and undefined, which its type does not let be asked for.
  return schedules.get(queryOrShown as object);
}
