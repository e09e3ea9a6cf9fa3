/**
 * A clock that never goes back. When the computer's clock is set an hour back, by hand or by synchronisation after
 * sleep, no wait may get an hour longer.
 */
export function monotonicClock(now: () => number): () => number {
  let lastMs = Number.NEGATIVE_INFINITY;
  let aheadMs = 0;
  return () => {
    const nowMs = now();
    if (nowMs + aheadMs < lastMs) aheadMs = lastMs - nowMs;
    lastMs = nowMs + aheadMs;
    return lastMs;
  };
}
