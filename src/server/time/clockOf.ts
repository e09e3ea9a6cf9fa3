/**
 * The clock of the relay, in ms since the epoch: the one from the options, or `Date.now` where none was given, or where
 * it throws or gives no finite number.
 */
export function clockOf(now: (() => number) | undefined): () => number {
  if (now === undefined) return Date.now;
  return () => {
    try {
      const ms = now();
      if (Number.isFinite(ms)) return ms;
    } catch {
      // Timers read the clock too, where an exception would end the process.
    }
    return Date.now();
  };
}
