/**
 * Whether the relay is shutting down, with listeners for the moment when it does. No `AbortSignal`, since this lives as
 * long as the relay: on Node 20 `AbortSignal.any` leaks a little at each wait, and many plain listeners are warned of
 * as a leak.
 */
export class Closing {
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Calls `listener` once the relay is closed. @returns removes the listener */
  onClose(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }
}
