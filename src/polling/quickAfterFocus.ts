import { assertDelay } from "./assertDelay";
import type { Cadence } from "./Cadence";

export interface QuickAfterFocusOptions {
  /** Delay while the page has just come back to the foreground, in ms. @default 2000 */
  readonly quickMs?: number;
  /** How long that lasts, in ms. @default 30000 */
  readonly forMs?: number;
}

/**
 * Polls quickly for a while after the page came back to the foreground, and as `cadence` says otherwise: for operations
 * that a person moves on in another tab, such as paying an invoice.
 *
 * @throws RangeError when a delay can't be waited for.
 * @example
 * useLineRequest(id, { cadence: quickAfterFocus(backoff({ maxMs: 60_000 })) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function quickAfterFocus(cadence: Cadence, options: QuickAfterFocusOptions = {}): Cadence {
  const { quickMs = 2_000, forMs = 30_000 } = options;
  assertDelay("quickAfterFocus(…, { quickMs })", quickMs);
  assertDelay("quickAfterFocus(…, { forMs })", forMs);
  return (state) => {
    const delayMs = cadence(state);
    return state.focusedMs < forMs ? Math.min(quickMs, delayMs) : delayMs;
  };
}
