import {
  replaceEqualDeep,
  skipToken,
  type DataTag,
  type UnusedSkipTokenOptions,
  type UseQueryOptions,
} from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import { defaultLongrunClient } from "../../client/createLongrunClient";
import { isRefusal } from "../../client/http/isRefusal";
import type { AnyOperation, ParamsOf } from "../../operations/Operation";
import type { OperationValue } from "../../operations/OperationValue";
import type { ValueOf } from "../../operations/ValueOf";
import type { OperationError } from "../../operations/error/OperationError";
import type { Cadence } from "../../polling/Cadence";
import { operationKey, type OperationKey } from "./operationKey";
import { maxAgeSeconds, type WatchedQuery } from "../schedule/pollDelay";
import { knownSchedule, scheduleOf } from "../schedule/QuerySchedule";

/**
 * TanStack query options for one value: for `useQuery`, `useSuspenseQuery`, `prefetchQuery`, `ensureQueryData` and
 * loaders alike.
 */
export type OperationOptions<Value> = UnusedSkipTokenOptions<Value, OperationError, Value, OperationKey> & {
  queryKey: DataTag<OperationKey, Value, OperationError>;
};

/**
 * Query options that poll one operation until it is terminal, wherever TanStack takes options. Under `useSuspenseQuery`
 * a first read that fails goes to the error boundary, and is asked again when that is reset; a later one keeps the data
 * on screen and heals by itself.
 *
 * @param client @default the one that asks the relay at `/api/longrun`
 * @example
 * await queryClient.prefetchQuery(operationOptions(renderOperation, { renderId }, client)); // on the server
 * const { data } = useSuspenseQuery(operationOptions(renderOperation, { renderId }));
 */
export function operationOptions<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  client: LongrunClient = defaultLongrunClient(),
  cadence?: Cadence,
): OperationOptions<ValueOf<O>> {
  const watch = { operation, params, client, cadence };
  // eslint-disable-next-line @tanstack/query/exhaustive-deps -- the key holds all of `watch` that an answer depends on
  const options: UnusedSkipTokenOptions<ValueOf<O>, OperationError, ValueOf<O>, OperationKey> = {
    queryKey: operationKey(operation, params, client),
    queryFn: ({ signal, client: queryClient, queryKey }) => {
      // As an app may have set it for all its keys.
      const { queryHash } = queryClient.defaultQueryOptions({ queryKey });
      const query = queryClient.getQueryCache().get<ValueOf<O>>(queryHash);
      const known = query?.state.data;
      // A terminal value never changes: a blanket invalidateQueries() costs no read for it. An explicit refetch() does.
      if (query?.state.isInvalidated && known !== undefined && (known as OperationValue).isTerminal) return known;
      const schedule = knownSchedule(query);
      const read = client.read(operation, params, {
        signal,
        known,
        gapMs: schedule?.fastestMs,
        maxAgeSeconds: maxAgeSeconds(watch, schedule?.focusedAtMs),
      });
      // The query's data as of the refusal, since data may be pushed or hydrated while a first read is under way.
      return read.catch((error: unknown) => forgetRefused(error, query));
    },
    // TanStack sets no timer on a server, and a page that is rendered ahead of time must not read the clock.
    refetchInterval: (query) => typeof window !== "undefined" && scheduleOf(query, watch).intervalMs(watch),
    // All or nothing, as of the moment TanStack looks: for a time in between it would set one more timer for each poll,
    // only to mark data as stale that is being read anew. A pending query must not read the clock either.
    staleTime: (query) =>
      query.state.status === "pending" || scheduleOf(query, watch).isDue(watch) ? 0 : Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: (query: WatchedQuery) => {
      const schedule = scheduleOf(query, watch);
      schedule.focus(watch);
      return schedule.isDueOnFocus(watch) ? "always" : false;
    },
    refetchOnReconnect: (query: WatchedQuery) => (scheduleOf(query, watch).isDueOnReconnect(watch) ? "always" : false),
    // TanStack counts all data as stale once a read has failed. A list that is scrolled while the server is down must
    // not read for every row that comes into view, and a fatal error stands.
    refetchOnMount: (query: WatchedQuery) => query.state.status !== "error" || scheduleOf(query, watch).isDue(watch),
    refetchIntervalInBackground: false,
    // A failed read is one failed read: the schedule asks again, and screens learn of it at once. TanStack's retries
    // would hide it, and they pause in hidden tabs (TanStack/query #8353).
    retry: false,
    throwOnError: false,
    structuralSharing: (previous, next) =>
      keepUnchanged(previous as OperationValue | undefined, next as OperationValue),
    // Against `placeholderData: keepPreviousData` among an app's defaults: the old operation must never stand under the
    // new id.
    placeholderData: nothing,
  };
  // What TanStack's queryOptions() does: it gives its argument back, with the type of the data tagged onto the key.
  return options as OperationOptions<ValueOf<O>>;
}

/**
 * The query options of a hook.
 *
 * In a browser a hook that mounts does not read again at once after a failed first read: a fatal error stands until
 * somebody retries, and another one is polled when it is due. On a server nothing is read on mount in any case, but
 * TanStack would render the hook as idle; and it must not compute the data's age, since a page that is rendered ahead
 * of time (Next's `cacheComponents`) must not read the clock.
 *
 * @param params Null while there is nothing to watch.
 */
export function hookOptions<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O> | null,
  client: LongrunClient,
  { cadence, enabled }: { readonly cadence?: Cadence | undefined; readonly enabled?: boolean | undefined } = {},
): UseQueryOptions<ValueOf<O>, OperationError, ValueOf<O>, OperationKey> {
  const common = enabled === undefined ? {} : { enabled };
  if (params === null)
    return { queryKey: operationKey(operation, null, client), queryFn: skipToken, placeholderData: nothing, ...common };
  return {
    ...operationOptions(operation, params, client, cadence),
    ...(typeof window === "undefined" ? { retryOnMount: true, staleTime: "static" } : { retryOnMount: false }),
    ...common,
  };
}

/** Drops the data of an operation that was refused: another user may be signed in by now. @throws the error */
function forgetRefused(error: unknown, query: WatchedQuery | undefined): never {
  if (isRefusal(error) && query?.state.data !== undefined) query.setState({ data: undefined });
  throw error;
}

/** For `placeholderData`: none. */
function nothing(): undefined {
  return undefined;
}

/**
 * The value to keep after an answer. A late or stale answer never replaces a terminal value. An unchanged value stays
 * the same object, even where only its ETag differs, so that nothing renders.
 */
export function keepUnchanged(previous: OperationValue | undefined, next: OperationValue): OperationValue {
  if (previous === undefined || previous === next) return next;
  if (previous.isTerminal && previous.rawStatus !== next.rawStatus) return previous;
  const shared = replaceEqualDeep(previous, next);
  if (shared === previous || next.etag === previous.etag) return shared;
  return replaceEqualDeep(previous, { ...next, etag: previous.etag }) === previous ? previous : shared;
}
