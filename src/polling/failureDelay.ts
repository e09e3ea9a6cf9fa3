import { jitter } from "./jitter";

export interface FailureState {
  readonly key: string;
  /** Failed reads in a row, 1 or more. */
  readonly failureCount: number;
  /** The server's `Retry-After`, in ms; null when there was none. */
  readonly retryAfterMs: number | null;
  /** The cadence's delay after a read that worked, in ms. */
  readonly cadenceMs: number;
}

const FIRST_MS = 2_000;
const SLOWEST_MS = 30_000;
const SLOWEST_FOR_SLOW_CADENCES_MS = 300_000;

/**
 * How long to wait after a failed read that may heal, in ms: 2 s, 4 s, 8 s … up to 30 s, with jitter, and up to five
 * minutes for an operation that is polled more slowly than that anyway. `Retry-After` is a floor: the server is never
 * asked sooner.
 */
export function failureDelay({ key, failureCount, retryAfterMs, cadenceMs }: FailureState): number {
  const slowestMs = Math.min(Math.max(cadenceMs, SLOWEST_MS), SLOWEST_FOR_SLOW_CADENCES_MS);
  const delayMs = Math.min(slowestMs, FIRST_MS * 2 ** Math.min(failureCount - 1, 20));
  const spreadMs = delayMs * 0.2 * jitter(key, failureCount);
  return Math.round(Math.max(delayMs, retryAfterMs ?? 0) + spreadMs);
}
