/** The longest delay a timer holds, in ms (2³¹ − 1, about 24.8 days); a longer one would fire at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/**
 * Throws unless `ms` can be waited for. A NaN, a negative or an over-long delay makes a timer fire at once, for ever.
 */
export function assertDelay(name: string, ms: number): void {
  if (!(typeof ms === "number" && ms > 0 && ms <= MAX_TIMER_MS)) {
    throw new RangeError(
      `${name} must be a number of milliseconds above 0 and at most ${MAX_TIMER_MS}, but is ${String(ms)}.`,
    );
  }
}
