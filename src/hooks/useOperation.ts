import { skipToken, useQuery, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../operations/defineOperation";
import type { OperationError } from "../operations/OperationError";
import { operationHash, operationKey, type OperationKey } from "./options/operationKey";
import { nothing, operationOptions } from "./options/operationOptions";
import { renderedWhere } from "./renderedWhere";
import { useLongrunClient } from "./useLongrunClient";
import { useNearestQueryClient } from "./useNearestQueryClient";
import { usePush } from "./usePush";
import { hasCallbacks, useWatchCallbacks } from "./useWatchCallbacks";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches any operation until it is terminal. Gives TanStack's result itself: `data` is the last known value, also
 * while a poll fails; `error` tells of the last read, never of the operation.
 *
 * @param params null or undefined while there is nothing to watch yet: nothing is sent.
 * @example
 * const { data, error } = useOperation(renderOperation, renderId ? { renderId } : null);
 * if (!data) return error ? <p>{error.message}</p> : <p>Loading…</p>;
 * return <progress value={data.progress ?? undefined} />;
 */
export function useOperation<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O> | null | undefined,
  options: WatchOptions<ValueOf<O>> = {},
): UseQueryResult<ValueOf<O>, OperationError> {
  const client = useLongrunClient(options.client);
  const { cadence, enabled } = options;
  const hash = operationHash(operation, params ?? null, client);
  const queryOptions = useMemo(
    (): UseQueryOptions<ValueOf<O>, OperationError, ValueOf<O>, OperationKey> => ({
      ...(params == null
        ? { queryKey: operationKey(operation, null, client), queryFn: skipToken, placeholderData: nothing }
        : { ...operationOptions(operation, params, client, cadence), ...renderedWhere<ValueOf<O>>() }),
      ...(enabled === undefined ? {} : { enabled }),
    }),
    // The params are a new object at each render; the hash stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [operation, hash, client, cadence, enabled],
  );
  const result = useQuery(queryOptions, useNearestQueryClient(operation.name));
  usePush(operation, params == null || enabled === false ? [] : [params], client);
  useWatchCallbacks(
    params != null && hasCallbacks(options)
      ? {
          // Every value has the fields of OperationValue; the compiler can't see that through the generic.
          operations: [{ hash, data: result.data as (ValueOf<O> & OperationValue) | undefined }],
          callbacks: options as WatchOptions<ValueOf<O> & OperationValue>,
        }
      : null,
  );
  return result;
}
