import type { QueryClient } from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import type { AnyOperation } from "../../operations/Operation";
import { operationKey } from "../options/operationKey";

/**
 * Polls an operation after an action on it, if anybody watches it: at once, and quickly for a while if the action was
 * accepted. A refused one is polled too, since the screen that offered the action did not know yet. Never sooner than a
 * second after the last read.
 */
export function pollAfterAction(
  queryClient: QueryClient,
  client: LongrunClient,
  operation: AnyOperation,
  params: Readonly<Record<string, string>>,
  accepted: boolean,
): void {
  if (accepted) client.touch(operation, params);
  // Not awaited: the action is done whatever becomes of the poll, and the query reports its own failures.
  void queryClient.invalidateQueries({ queryKey: operationKey(operation, params, client), exact: true });
}
