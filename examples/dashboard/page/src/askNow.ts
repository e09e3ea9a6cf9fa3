import type { QueryClient } from "@tanstack/react-query";
import { OperationError } from "longrun";

/**
 * Reads every running operation at once. A fatal failure (no such id) stays until its "Try again" is pressed.
 */
export function askNow(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({
    queryKey: ["longrun"],
    predicate: ({ state: { error } }) => !(error instanceof OperationError) || error.retryable,
  });
}
