import type { OperationError } from "../../operations/error/OperationError";
import { NEVER } from "./pollDelay";
import { dueTimeOf } from "./QuerySchedule";

/**
 * When a watch asks next, in ms since the epoch; null when it does not: settled, stopped, or not started. A hidden or
 * offline page asks later than that, once it is back, and so does one whose endpoint is held back by `Retry-After` or a
 * budget that is used up.
 *
 * Reads only `data` and `error`, so it causes no render of its own. An unchanged answer moves it without a render: call
 * it when you need it, in a handler or under a clock of your own.
 *
 * @example
 * const at = nextPollAt(result);
 * return at && <p>Asking again in {Math.ceil((at - now) / 1000)} s</p>;
 */
export function nextPollAt(result: {
  readonly data: object | undefined;
  readonly error: OperationError | null;
}): number | null {
  const dueAtMs = dueTimeOf(result.error ?? result.data);
  return dueAtMs === NEVER ? null : dueAtMs;
}
