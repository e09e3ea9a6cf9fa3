import { useIsRestoring, type QueryClient, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useMemo, useReducer } from "react";
import type { OperationError } from "../../operations/OperationError";
import type { OperationKey } from "../options/operationKey";
import { QueryGroup, type GroupOptions } from "./QueryGroup";

/**
 * Watches many queries, as `useQueries` does, for hundreds of them too: see {@link QueryGroup}. One result for each, in
 * the given order.
 */
export function useQueryGroup<Value>(
  queries: readonly UseQueryOptions<Value, OperationError, Value, OperationKey>[],
  queryClient: QueryClient,
): UseQueryResult<Value, OperationError>[] {
  const isRestoring = useIsRestoring();
  const group = useMemo(() => new QueryGroup<Value>(queryClient), [queryClient]);
  const [, render] = useReducer((count: number) => count + 1, 0);
  const all = queries.map((query): GroupOptions<Value> => ({
    ...queryClient.defaultQueryOptions(query),
    // What TanStack's own hooks set, so that a first render shows the state that mounting will bring.
    _optimisticResults: isRestoring ? "isRestoring" : "optimistic",
  }));
  // At each render, as TanStack's hooks do: options are new then, and looking at them is cheaper than comparing them.
  useEffect(() => {
    if (!isRestoring) group.watch(all, render);
  });
  useEffect(() => () => group.close(), [group]);
  // An observer's result with what is tracked of it is what TanStack's hooks return; their type tells the states apart.
  return all.map((options) => group.resultOf(options) as UseQueryResult<Value, OperationError>);
}
