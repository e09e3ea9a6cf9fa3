import { useEffect } from "react";
import type { LongrunClient } from "../client/LongrunClient";
import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../operations/defineOperation";
import type { OperationError } from "../operations/OperationError";
import { operationKey } from "./options/operationKey";
import { useNearestQueryClient } from "./useNearestQueryClient";

/**
 * Hears of changes to operations while they are watched, where the client was made with `push`. What is heard goes
 * where a poll's answer goes, so a terminal value is never undone and nothing renders for what is known.
 *
 * @param params None while nothing is watched.
 */
export function usePush<O extends AnyOperation>(
  operation: O,
  params: readonly ParamsOf<O>[],
  client: LongrunClient,
): void {
  const queryClient = useNearestQueryClient(operation.name);
  const { push } = client;
  // The list is new at each render; what it says seldom is.
  const watched = push === null ? "" : JSON.stringify(params);
  useEffect(() => {
    if (push === null || watched === "") return undefined;
    const stops = (JSON.parse(watched) as ParamsOf<O>[]).map((each) => {
      const queryKey = operationKey(operation, each, client);
      if (queryClient.getQueryData<OperationValue>(queryKey)?.isTerminal) return undefined;
      return push.watch(operation, each, {
        onValue: (value) => queryClient.setQueryData(queryKey, value),
        onLost: () => {
          const { status, error } = queryClient.getQueryState<ValueOf<O>, OperationError>(queryKey) ?? {};
          // A read that was refused for good is repeated by somebody, not by a stream that was refused as well.
          if (status === "error" && !error?.retryable) return;
          // The poll that is due may be a minute away: it is asked now, and from then on as before. Failures are the
          // query's to report.
          void queryClient.invalidateQueries({ queryKey, exact: true });
        },
      });
    });
    return () => stops.forEach((stop) => stop?.());
  }, [push, watched, operation, client, queryClient]);
}
