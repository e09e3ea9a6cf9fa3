import { fastestDelayOf, type Watch, type WatchedQuery } from "./pollKnowledge";
import { noteFocus, planOf } from "./pollPlan";

/** What failed is not asked about again within this of its failure, in ms, whatever comes back. */
const FAILURE_REST_MS = 1_000;

/**
 * What TanStack's `refetchInterval` is given: the delay after the last answer, worked out once per answer and
 * remembered. An observer restarts its timer whenever this value differs, so a delay that changed at every call would
 * be starved by re-renders.
 */
export function pollInterval(query: WatchedQuery, watch: Watch): number | false {
  // TanStack sets no timer on a server, and a page that is rendered ahead of time must not read the clock.
  return typeof window !== "undefined" && planOf(query, watch).intervalMs;
}

/**
 * How long data counts as fresh, in ms: until the next poll is due, and for ever once nothing is due. TanStack looks
 * each time it matters, so this is all or nothing: for a time in between it would set one more timer for each poll,
 * only to say that what is being asked is stale.
 */
export function freshFor(query: WatchedQuery, watch: Watch): number {
  // Without a look at the clock: a page that is rendered ahead of time must not read it.
  if (query.state.status === "pending") return 0;
  const { dueAtMs } = planOf(query, watch);
  return watch.client.now() < dueAtMs ? Number.POSITIVE_INFINITY : 0;
}

/**
 * Whether a component that mounts over data asks at once if the data is stale. TanStack counts all data as stale once a
 * read has failed; but a list that is scrolled while the server is down must not ask for every row that comes into
 * view, and a fatal error stands.
 */
export function mayAskOnMount(query: WatchedQuery, watch: Watch): boolean {
  return query.state.status !== "error" || watch.client.now() >= planOf(query, watch).dueAtMs;
}

/** Whether to ask at once now that the page is back: what is due, at the pace of somebody who has just come to look. */
export function isDueOnFocus(query: WatchedQuery, watch: Watch): boolean {
  const { dueAtMs } = planOf(query, watch);
  if (dueAtMs === Number.POSITIVE_INFINITY) return false;
  const quickMs = noteFocus(query, watch);
  if (query.state.status === "error") return isDueOnReconnect(query, watch);
  return watch.client.now() >= Math.min(dueAtMs, query.state.dataUpdatedAt + quickMs);
}

/**
 * Whether to ask at once now that the network is back: what is due, and what failed, perhaps for want of it. What is
 * pushed is due at the pace it would have without: a stream that died with the network looks open until it has been
 * silent for long.
 */
export function isDueOnReconnect(query: WatchedQuery, watch: Watch): boolean {
  const { dueAtMs } = planOf(query, watch);
  if (dueAtMs === Number.POSITIVE_INFINITY) return false;
  const { client, operation, params } = watch;
  const { status, errorUpdatedAt, dataUpdatedAt } = query.state;
  const nowMs = client.now();
  if (status === "error") return nowMs >= errorUpdatedAt + FAILURE_REST_MS;
  const unpushedMs = client.push?.isHeard(operation, params) ? fastestDelayOf(query) : undefined;
  return nowMs >= Math.min(dueAtMs, dataUpdatedAt + (unpushedMs ?? Number.POSITIVE_INFINITY));
}
