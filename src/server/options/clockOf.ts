/**
 * The clock that was given, in ms since the epoch; this machine's own where there is none, and whenever that one throws
 * or tells no time.
 */
export function clockOf(now: (() => number) | undefined): () => number {
  if (now === undefined) return Date.now;
  return () => {
    try {
      const ms = now();
      if (Number.isFinite(ms)) return ms;
    } catch {
      // Its timers go on: what they throw would end the process.
    }
    return Date.now();
  };
}
