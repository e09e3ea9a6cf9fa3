/**
 * A clock that never goes back. Somebody sets the computer's clock an hour back, or it is synchronised after sleep:
 * what was to be waited for until then must not be waited for an hour longer.
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
