/** Thrown into what takes longer than it may. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/**
 * Runs `work` with a signal that aborts after `ms`, or when one of `signals` does. `work` is not waited for past that, even where it
 * ignores its signal.
 *
 * @throws DeadlinePassed, or the reason of the signal that aborted, or what `work` throws.
 */
export async function withDeadline<Value>(ms: number, signals: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController();
  // Not AbortSignal.timeout: fake clocks don't move it, and it can't be cleared when the work is done.
  const timer = setTimeout(() => controller.abort(new DeadlinePassed(`Not done within ${ms} ms.`)), ms);
  const stops = signals.map((signal) => {
    const stop = (): void => controller.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    return () => signal.removeEventListener("abort", stop);
  });
  try {
    controller.signal.throwIfAborted();
    return await new Promise<Value>((resolve, reject) => {
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
      work(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}
