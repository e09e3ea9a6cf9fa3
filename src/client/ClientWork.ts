import { OperationError } from "../operations/error/OperationError";
import type { ClientErrorCode } from "../operations/error/OwnErrorCode";

/** The requests and reads that a client has under way; closing the client aborts them. */
export class ClientWork {
  readonly #running = new Set<AbortController>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Runs `work` with a signal that aborts when the caller's does, or when the client is closed.
   *
   * @param operation Its name, for errors.
   * @throws OperationError `CLOSED`, or the signal's reason, or what `work` throws.
   */
  async run<Value>(
    operation: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    if (this.#isClosed) throw closed(operation);
    const controller = new AbortController();
    const stop = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    this.#running.add(controller);
    try {
      return await work(controller.signal);
    } catch (error) {
      throw this.#isClosed && !signal?.aborted ? closed(operation) : error;
    } finally {
      this.#running.delete(controller);
      signal?.removeEventListener("abort", stop);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const controller of this.#running) controller.abort();
  }
}

function closed(operation: string): OperationError {
  return new OperationError({
    code: "CLOSED" satisfies ClientErrorCode,
    operation,
    retryable: false,
    message: `${operation}: its client was closed. Make another with createLongrunClient().`,
  });
}
