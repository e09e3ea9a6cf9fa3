import { assertDelay } from "./assertDelay";
import type { Cadence } from "./Cadence";

/**
 * Polls at one steady pace.
 *
 * @param ms Delay between an answer and the next poll, in ms, above 0.
 * @throws RangeError when `ms` is not a number above 0 that a timer can hold (about 24.8 days).
 * @example
 * useJob(jobId, { cadence: fixed(5_000) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function fixed(ms: number): Cadence {
  assertDelay("fixed(ms)", ms);
  return () => ms;
}
