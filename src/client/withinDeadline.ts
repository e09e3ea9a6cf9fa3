import { OperationError } from "../operations/OperationError";

export interface Deadline {
  /** Name of the operation, for errors. */
  readonly operation: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` with a signal that aborts at the deadline or when the caller's does, and waits no longer than that: a `fetch` or a headers
 * function that was passed in may ignore the signal, and waiting for it would hang the poll for ever.
 *
 * @throws OperationError `TIMEOUT`, retryable.
 * @throws The signal's reason when the caller aborts; else what `work` throws.
 */
export async function withinDeadline<Value>({ operation, timeoutMs, signal }: Deadline, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const abort = (): void => deadline.abort(signal?.reason);
  // Not AbortSignal.timeout: fake clocks don't move it, and it can't be cleared when the answer is there.
  const timer = setTimeout(() => deadline.abort(timeout(operation, timeoutMs)), timeoutMs);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await new Promise<Value>((resolve, reject) => {
      deadline.signal.addEventListener("abort", () => reject(deadline.signal.reason), { once: true });
      work(deadline.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function timeout(operation: string, timeoutMs: number): OperationError {
  return new OperationError({
    code: "TIMEOUT",
    operation,
    retryable: true,
    message: `${operation}: no answer within ${timeoutMs} ms. It will be asked again; raise timeoutMs if that is too short.`,
  });
}
