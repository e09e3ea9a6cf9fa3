import type { UseQueryOptions } from "@tanstack/react-query";
import type { OperationError } from "../operations/OperationError";
import type { OperationKey } from "./options/operationKey";

/**
 * What differs with where a hook renders. In a browser it does not ask at once over an error, with nothing ever read: a
 * fatal error stands until somebody asks again, also when a row scrolls back into view, and a passing one is asked
 * about when it is due. On a server nothing is asked on mount anyway, but TanStack would draw the hook as idle; and how
 * old data is it must not look up there, since a page that is rendered ahead of time (Next's `cacheComponents`) must
 * not read the clock.
 */
export function renderedWhere<Value>(): Pick<
  UseQueryOptions<Value, OperationError, Value, OperationKey>,
  "retryOnMount" | "staleTime"
> {
  return typeof window === "undefined" ? { retryOnMount: true, staleTime: "static" } : { retryOnMount: false };
}
