import { replaceEqualDeep, type DataTag, type QueryClient, type UnusedSkipTokenOptions } from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import { defaultLongrunClient } from "../../client/defaultLongrunClient";
import { isRefusal } from "../../client/http/isRefusal";
import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../../operations/defineOperation";
import type { OperationError } from "../../operations/OperationError";
import type { Cadence } from "../../polling/Cadence";
import { operationKey, type OperationKey } from "./operationKey";
import { fastestDelayOf, type WatchedQuery } from "../schedule/pollKnowledge";
import { maxAgeSecondsOf } from "../schedule/pollPlan";
import { freshFor, isDueOnFocus, isDueOnReconnect, mayAskOnMount, pollInterval } from "../schedule/pollSchedule";

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
      const query = queryClient.getQueryCache().get<ValueOf<O>>(hashIn(queryClient, queryKey));
      const known = query?.state.data;
      // What is settled never changes: a blanket invalidateQueries() costs no read for it. An explicit refetch() does
      // ask.
      if (query?.state.isInvalidated && known !== undefined && (known as OperationValue).isTerminal) return known;
      const read = client.read(operation, params, {
        signal,
        known,
        gapMs: fastestDelayOf(query),
        maxAgeSeconds: maxAgeSecondsOf(query, watch),
      });
      // Whatever was known before: data may be pushed or hydrated while a first read is under way.
      return read.catch((error: unknown) => forgetRefused(error, query));
    },
    refetchInterval: (query) => pollInterval(query, watch),
    staleTime: (query) => freshFor(query, watch),
    refetchOnWindowFocus: (query: WatchedQuery) => (isDueOnFocus(query, watch) ? "always" : false),
    refetchOnReconnect: (query: WatchedQuery) => (isDueOnReconnect(query, watch) ? "always" : false),
    refetchOnMount: (query: WatchedQuery) => mayAskOnMount(query, watch),
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

/** What was shown of an operation goes with the right to see it: somebody else may sit there now. @throws the error */
function forgetRefused(error: unknown, query: WatchedQuery | undefined): never {
  if (isRefusal(error) && query?.state.data !== undefined) query.setState({ data: undefined });
  throw error;
}

const hashes = new WeakMap<OperationKey, string>();

/** An app may set how its keys are hashed. Every poll needs it, and a query's key stays the same object. */
function hashIn(queryClient: QueryClient, queryKey: OperationKey): string {
  const hash = hashes.get(queryKey) ?? queryClient.defaultQueryOptions({ queryKey }).queryHash;
  hashes.set(queryKey, hash);
  return hash;
}

/** Placeholder data for queries that must have none. */
export function nothing(): undefined {
  return undefined;
}

/**
 * Which value stands after an answer. A terminal one is never undone by a late or stale answer; an unchanged one stays
 * the very same object, even where only its ETag differs, so that nothing renders.
 */
export function keepUnchanged(previous: OperationValue | undefined, next: OperationValue): OperationValue {
  if (previous === undefined || previous === next) return next;
  if (previous.isTerminal && previous.rawStatus !== next.rawStatus) return previous;
  const shared = replaceEqualDeep(previous, next);
  if (shared === previous || next.etag === previous.etag) return shared;
  return replaceEqualDeep(previous, { ...next, etag: previous.etag }) === previous ? previous : shared;
}
