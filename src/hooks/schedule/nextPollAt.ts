import type { OperationError } from "../../operations/OperationError";
import { dueTimeOf } from "./pollPlan";

/**
 * When a watch asks next, in ms since the epoch; null when it does not: settled, stopped, or not started. A hidden or
 * offline page asks later than that, once it is back, and so does one whose endpoint is held back by `Retry-After` or a
 * budget that is used up.
 *
 * Reads `data` and `error` alone, so it costs a component no render it would not have had; call it when you need it (in
 * a handler, or under a clock of your own), since an unchanged answer moves it without a render.
 *
 * @example
 * const at = nextPollAt(result);
 * return at && <p>Asking again in {Math.ceil((at - now) / 1000)} s</p>;
 */
export function nextPollAt(result: {
  readonly data: object | undefined;
  readonly error: OperationError | null;
}): number | null {
  const shown = result.error ?? result.data;
  const dueAtMs = shown && dueTimeOf(shown);
  return dueAtMs !== undefined && Number.isFinite(dueAtMs) ? dueAtMs : null;
}
