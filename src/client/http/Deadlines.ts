import { OperationError } from "../../operations/error/OperationError";
import type { ClientErrorCode } from "../../operations/error/OwnErrorCode";

interface Running {
  readonly operation: string;
  /** By `performance.now()`, which no change of the computer's clock moves. */
  readonly endsAtMs: number;
  /** Aborts the work and rejects its promise. */
  readonly end: (reason: unknown) => void;
}

/**
 * The timeout of an endpoint's requests. A `fetch` or a headers function that was passed in may ignore its signal, and
 * waiting for it would hang the poll for ever. All have the same timeout, so the oldest ends first and one timer serves
 * them all.
 */
export class Deadlines {
  readonly #timeoutMs: number;
  /** The oldest first. */
  readonly #running = new Set<Running>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Runs `work` with a signal that aborts at the deadline or when the caller's does, and waits no longer than that.
   *
   * @param operation Its name, for errors.
   * @throws OperationError `TIMEOUT`, retryable.
   * @throws The signal's reason when the caller aborts; else what `work` throws.
   */
  async run<Value>(
    operation: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    throwIfAborted(signal);
    const controller = new AbortController();
    let end: Running["end"] = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = (reason) => {
        controller.abort(reason);
        reject(reason);
      };
    });
    const running: Running = { operation, endsAtMs: performance.now() + this.#timeoutMs, end };
    const abort = (): void => end(signal?.reason);
    signal?.addEventListener("abort", abort);
    this.#running.add(running);
    // Not AbortSignal.timeout: fake clocks don't move it, and it can't be cleared when the answer is there.
    this.#timer ??= setTimeout(this.#endOverdue, this.#timeoutMs);
    try {
      return await Promise.race([work(controller.signal), ended]);
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#running.delete(running);
      if (this.#running.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  readonly #endOverdue = (): void => {
    this.#timer = undefined;
    const nowMs = performance.now();
    for (const { operation, endsAtMs, end } of this.#running) {
      if (endsAtMs > nowMs) {
        this.#timer = setTimeout(this.#endOverdue, endsAtMs - nowMs);
        return;
      }
      end(timeout(operation, this.#timeoutMs));
    }
  };
}

function timeout(operation: string, timeoutMs: number): OperationError {
  return new OperationError({
    code: "TIMEOUT" satisfies ClientErrorCode,
    operation,
    retryable: true,
    message:
      `${operation}: no answer within ${timeoutMs} ms. It will be asked again; raise timeoutMs if that is ` +
      "too short.",
  });
}

/** `signal.throwIfAborted()`, for React Native too, whose signals lack it and a reason. @throws The signal's reason. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw signal.reason ?? Object.assign(new Error("The request was aborted."), { name: "AbortError" });
}
