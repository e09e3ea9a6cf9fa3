import { MAX_TIMER_MS } from "./assertDelay";
import { backoff } from "./backoff";
import type { Cadence, PollState } from "./Cadence";

/** The documented pace: for an operation that brings no cadence of its own, or one that does not work. */
export const DEFAULT_CADENCE: Cadence = /* @__PURE__ */ backoff();

/**
 * What a cadence wants to wait, in ms: the one guard of hooks, `waitFor` and the relay. One that throws, or gives
 * anything but a number above 0, is reported and replaced by the documented pace: it must neither hammer a server nor
 * stop the watch, and a timer of NaN ms fires at once, for ever. What is longer than a timer holds, `Infinity` too, is
 * as long as one holds.
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
    // An asynchronous one gives a promise, whose rejection nobody waits for would end a Node process.
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
