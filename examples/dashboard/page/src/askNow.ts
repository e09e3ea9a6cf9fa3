import type { QueryClient } from "@tanstack/react-query";
import { OperationError } from "longrun";

/**
 * Asks about everything at once that is still watched. What was given up for good (no such id) stays so until its "Try
 * again" is pressed.
 */
export function askNow(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({
    queryKey: ["longrun"],
    predicate: ({ state: { error } }) => !(error instanceof OperationError) || error.retryable,
  });
}
