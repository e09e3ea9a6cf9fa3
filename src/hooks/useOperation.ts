import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AnyOperation, ParamsOf } from "../operations/Operation";
import type { ValueOf } from "../operations/ValueOf";
import type { OperationError } from "../operations/error/OperationError";
import { operationHash } from "./options/operationKey";
import { hookOptions } from "./options/operationOptions";
import { useLongrunClient } from "./useLongrunClient";
import { useNearestQueryClient } from "./useNearestQueryClient";
import { useWatchEffects } from "./useWatchEffects";
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
    () => hookOptions(operation, params ?? null, client, { cadence, enabled }),
    // The params are a new object at each render; the hash stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [operation, hash, client, cadence, enabled],
  );
  const result = useQuery(queryOptions, useNearestQueryClient(operation.name));
  useWatchEffects(operation, params == null ? [] : [{ params, result }], client, options);
  return result;
}
