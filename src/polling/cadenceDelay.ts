import { MAX_TIMER_MS } from "./assertDelay";
import { backoff } from "./backoff";
import type { Cadence, PollState } from "./Cadence";

/** The documented pace, for an operation without a cadence, or with one that does not work. */
export const DEFAULT_CADENCE: Cadence = /* @__PURE__ */ backoff();

/**
 * The delay that a cadence gives, in ms. Hooks, `waitFor` and the relay all ask here. A cadence that throws, or gives
 * anything but a number above 0, is reported and replaced by the documented pace: it must neither hammer a server nor
 * stop the watch, and a timer of NaN ms fires at once, for ever. A delay longer than a timer holds, `Infinity` too, is
 * cut to the longest that one holds.
 *
 * @param operation Its name, for the report.
 */
export function cadenceDelay(
  cadence: Cadence,
  state: PollState,
  operation: string,
  report: (error: unknown) => void = reportToPlatform,
): number {
  try {
    const delayMs = cadence(state);
    if (typeof delayMs === "number" && delayMs > 0) return Math.min(delayMs, MAX_TIMER_MS);
    // An asynchronous cadence gives a promise. Its rejection, which nobody handles, would end a Node process.
    Promise.resolve<unknown>(delayMs).catch(() => undefined);
    throw new RangeError(
      `${operation}: its cadence gave ${typeof delayMs} ${String(delayMs)}; the default is used instead.`,
    );
  } catch (error) {
    report(error);
    return DEFAULT_CADENCE(state);
  }
}

function reportToPlatform(error: unknown): void {
  // Node has no reportError.
  (globalThis.reportError ?? console.error)(error);
}
