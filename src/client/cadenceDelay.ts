import { MAX_TIMER_MS } from "../polling/assertDelay";
import { backoff } from "../polling/backoff";
import type { Cadence, PollState } from "../polling/Cadence";

/** For an operation that brings no cadence of its own, or one that does not work. */
export const DEFAULT_CADENCE: Cadence = backoff();

/**
 * What a cadence wants to wait, in ms. One that throws or gives nonsense is reported, and must neither hammer the server nor stop the
 * watch: a timer of NaN ms fires at once, for ever.
 */
export function cadenceDelay(cadence: Cadence, state: PollState, operation: string): number {
  try {
    const delayMs = cadence(state);
    if (delayMs > 0) return Math.min(delayMs, MAX_TIMER_MS);
    throw new RangeError(`${operation}: its cadence gave ${String(delayMs)}; the default is used instead.`);
  } catch (error) {
    // Node has no reportError.
    (globalThis.reportError ?? console.error)(error);
    return DEFAULT_CADENCE(state);
  }
}
