import type { OperationError } from "../../operations/OperationError";

/**
 * How actions are tried again: twice, when that may help, and no sooner than the server asked. Safe for all of them:
 * canceling twice is canceling once, and what creates something carries one Idempotency-Key through all tries.
 */
export const actionRetry: {
  readonly retry: (failureCount: number, error: OperationError) => boolean;
  readonly retryDelay: (failureCount: number, error: OperationError) => number;
} = {
  retry: (failureCount, error) => error.retryable && failureCount < 2,
  retryDelay: (failureCount, error) => Math.max(error.retryAfterMs ?? 0, 1_000 * 2 ** failureCount),
};
