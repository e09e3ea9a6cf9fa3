import { useIsRestoring, type QueryClient, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useMemo, useReducer } from "react";
import type { OperationError } from "../../operations/error/OperationError";
import type { OperationKey } from "../options/operationKey";
import { QueryGroup, type GroupOptions } from "./QueryGroup";

/** Like TanStack's `useQueries`, for hundreds of queries: see {@link QueryGroup}. Results come in the given order. */
export function useQueryGroup<Value>(
  queries: readonly UseQueryOptions<Value, OperationError, Value, OperationKey>[],
  queryClient: QueryClient,
): UseQueryResult<Value, OperationError>[] {
  const isRestoring = useIsRestoring();
  const group = useMemo(() => new QueryGroup<Value>(queryClient), [queryClient]);
  const [, render] = useReducer((count: number) => count + 1, 0);
  const all = queries.map((query): GroupOptions<Value> => ({
    ...queryClient.defaultQueryOptions(query),
    // As TanStack's own hooks do, so that a first render shows the state that mounting will lead to.
    _optimisticResults: isRestoring ? "isRestoring" : "optimistic",
  }));
  // At each render, as TanStack's hooks do: options are new at each, and setting them is cheaper than comparing them.
  useEffect(() => {
    if (!isRestoring) group.watch(all, render);
  });
  useEffect(() => () => group.close(), [group]);
  // TanStack's hooks return a tracked result too; only their type is a union of its states.
  return all.map((options) => group.resultOf(options) as UseQueryResult<Value, OperationError>);
}
