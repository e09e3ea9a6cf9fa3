import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { nextPollAt } from "../../hooks/schedule/nextPollAt";
import { watchState } from "../../hooks/schedule/watchState";
import type { OperationError } from "../../operations/error/OperationError";
import { useOnline } from "./useOnline";
import type { Watched } from "./Watched";

/**
 * A hook's result as components show it. It reads only `data`, `error` and `refetch`: reading whether a poll is under
 * way would render twice for each poll.
 */
export function useWatched<Value extends { readonly isTerminal: boolean }>(
  result: UseQueryResult<Value, OperationError>,
): Watched<Value> {
  const { data, error, refetch } = result;
  const online = useOnline();
  const shownError = useLastingError(error, data !== undefined);
  // `focused` is always true: a hidden page does not poll, but nobody sees that.
  const watch = watchState({ data, error: shownError }, { focused: true, online });
  return {
    phase: data !== undefined ? "ready" : watch === "stopped" ? "failed" : "loading",
    value: data,
    error: shownError,
    watch,
    retry: () => {
      // The promise does not reject; a failure is reported in `error`.
      void refetch();
    },
    nextPollAtMs: nextPollAt({ data, error }),
  };
}

/**
 * Keeps a passing error until there is an answer. Until something has been read, TanStack drops the error with each new
 * attempt, and the screen would flicker.
 */
function useLastingError(error: OperationError | null, hasData: boolean): OperationError | null {
  const [lasting, setLasting] = useState<OperationError | null>(null);
  const next = error?.retryable && !hasData ? error : error !== null || hasData ? null : lasting;
  if (next !== lasting) setLasting(next);
  return error ?? next;
}
