/** Thrown by {@link withDeadline} when the time is up. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/**
 * Runs `work` with a signal that aborts after `ms`, or when `signal` does. Stops waiting then, even if `work` ignores
 * its signal.
 *
 * @throws DeadlinePassed, or the reason of `signal`, or what `work` throws.
 */
export async function withDeadline<Value>(
  ms: number,
  signal: AbortSignal | null,
  work: (within: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal?.throwIfAborted();
  const within = new AbortController();
  // Not AbortSignal.timeout: fake clocks don't move it, and it can't be cleared when the work is done.
  const timer = setTimeout(() => within.abort(new DeadlinePassed(`Not done within ${ms} ms.`)), ms);
  const stop = (): void => within.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<Value>((resolve, reject) => {
      within.signal.addEventListener("abort", () => reject(within.signal.reason), { once: true });
      work(within.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
