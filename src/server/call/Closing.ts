/**
 * Whether the relay is shutting down, and who is to hear of it. No `AbortSignal`: it lives as long as the relay, every
 * action waits for it, and on Node 20 `AbortSignal.any` leaks some of each wait while plain listeners are taken for a
 * leak.
 */
export class Closing {
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Calls `listener` once the relay is closed. @returns what takes it off again */
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
