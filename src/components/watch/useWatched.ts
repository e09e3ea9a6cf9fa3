import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { nextPollAt } from "../../hooks/schedule/nextPollAt";
import { watchState } from "../../hooks/schedule/watchState";
import type { OperationError } from "../../operations/OperationError";
import { useOnline } from "./useOnline";
import type { Watched } from "./Watched";

/**
 * A hook's result as components show it. It reads `data`, `error` and `refetch` alone: whether a poll is under way is
 * nothing to show, and reading it would render twice for each.
 */
export function useWatched<Value extends { readonly isTerminal: boolean }>(
  result: UseQueryResult<Value, OperationError>,
): Watched<Value> {
  const { data, error, refetch } = result;
  const online = useOnline();
  const shownError = useLastingError(error, data !== undefined);
  // That a hidden page does not poll concerns nobody who can see it.
  const watch = watchState({ data, error: shownError }, { focused: true, online });
  return {
    phase: data !== undefined ? "ready" : watch === "stopped" ? "failed" : "loading",
    value: data,
    error: shownError,
    watch,
    retry: () => {
      // Its failure is reported in `error`, and the promise of a result that failed does not reject.
      void refetch();
    },
    nextPollAtMs: nextPollAt({ data, error }),
  };
}

/**
 * While nothing has ever been read, TanStack forgets the error as soon as it asks again, and the screen would flicker
 * with each attempt. So a passing error stands until there is an answer.
 */
function useLastingError(error: OperationError | null, hasData: boolean): OperationError | null {
  const [lasting, setLasting] = useState<OperationError | null>(null);
  const next = error?.retryable && !hasData ? error : error !== null || hasData ? null : lasting;
  if (next !== lasting) setLasting(next);
  return error ?? next;
}
