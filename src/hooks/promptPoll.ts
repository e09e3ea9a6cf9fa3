import type { QueryClient } from "@tanstack/react-query";
import type { LongrunClient } from "../client/LongrunClient";
import type { AnyOperation } from "../operations/defineOperation";
import { operationKey } from "./options/operationKey";

/**
 * Asks about an operation now, if anybody watches it: something was just done to it. Never sooner than a second after
 * the last read.
 */
export function promptPoll(
  queryClient: QueryClient,
  client: LongrunClient,
  operation: AnyOperation,
  params: Readonly<Record<string, string>>,
): void {
  // Not awaited: the action is done, whatever becomes of the poll; invalidateQueries reports its failures to the query
  // alone.
  void queryClient.invalidateQueries({ queryKey: operationKey(operation, params, client), exact: true });
}
