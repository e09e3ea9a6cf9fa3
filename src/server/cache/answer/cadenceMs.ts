import type { AnyOperation } from "../../../operations/defineOperation";
import { cadenceDelay, DEFAULT_CADENCE } from "../../../polling/cadenceDelay";
import { newPollHistory, pollStateOf, type PollHistory } from "../../../polling/PollHistory";

/**
 * The delay that the operation's cadence asks for, in ms.
 *
 * @param report Called when the cadence throws or gives no usable number; the default cadence is used instead.
 */
export function cadenceMs(
  operation: AnyOperation,
  history: PollHistory,
  nowMs: number,
  report: (error: unknown) => void = () => undefined,
): number {
  return cadenceDelay(operation.cadence ?? DEFAULT_CADENCE, pollStateOf(history, nowMs), operation.name, report);
}

/** The least time between two reads of one operation, in ms, unless its own cadence is faster. */
export const SMALLEST_GAP_MS = 1_000;

/** The least time between two reads of an operation, in ms. */
export function gapMs(operation: AnyOperation): number {
  return Math.min(SMALLEST_GAP_MS, cadenceMs(operation, newPollHistory(operation.name), 0));
}
