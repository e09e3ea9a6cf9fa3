import {
  hashKey,
  MutationObserver,
  noop,
  notifyManager,
  shouldThrowError,
  type MutateOptions,
  type UseMutationOptions,
  type UseMutationResult,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import type { OperationError } from "../../operations/error/OperationError";
import type { ActionKey } from "./actionKey";
import { useNearestQueryClient } from "../useNearestQueryClient";

interface ActionOptions<Data, Variables> extends UseMutationOptions<Data, OperationError, Variables> {
  readonly mutationKey: ActionKey;
}

/**
 * How actions are retried: twice, if that may help, and no sooner than the server asked. Safe for all of them: a second
 * cancel changes nothing, and a create carries one Idempotency-Key through all tries.
 */
const RETRY = {
  retry: (failureCount: number, error: OperationError): boolean => error.retryable && failureCount < 2,
  retryDelay: (failureCount: number, error: OperationError): number =>
    Math.max(error.retryAfterMs ?? 0, 1_000 * 2 ** failureCount),
};

/**
 * TanStack's `useMutation` for an action on one operation: it is idle in the very render whose key names another
 * operation. `useMutation` resets in an effect, so the result of canceling job A would show under job B for a frame.
 */
export function useActionMutation<Data, Variables>(
  given: ActionOptions<Data, Variables>,
): UseMutationResult<Data, OperationError, Variables> {
  const queryClient = useNearestQueryClient(given.mutationKey[2]);
  const options = { ...RETRY, ...given };
  const hash = hashKey(given.mutationKey);
  const observer = useMemo(
    () => new MutationObserver<Data, OperationError, Variables>(queryClient, options),
    // The options are new at each render and are set below; the hash tells which operation they are about.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [queryClient, hash],
  );
  useEffect(() => observer.setOptions(options));
  const subscribe = useCallback(
    (onChange: () => void) => observer.subscribe(notifyManager.batchCalls(onChange)),
    [observer],
  );
  const currentResult = (): ReturnType<typeof observer.getCurrentResult> => observer.getCurrentResult();
  const result = useSyncExternalStore(subscribe, currentResult, currentResult);
  const mutate = useCallback(
    (variables: Variables, callbacks?: MutateOptions<Data, OperationError, Variables>) =>
      void observer.mutate(variables, callbacks).catch(noop),
    [observer],
  );
  // An app may have set `throwOnError` for all its mutations.
  if (result.error && shouldThrowError(observer.options.throwOnError, [result.error])) throw result.error;
  // TanStack's type lets the variables be left out where they are void, which a generic can't say.
  return {
    ...result,
    mutate: mutate as UseMutationResult<Data, OperationError, Variables>["mutate"],
    mutateAsync: result.mutate,
  };
}
