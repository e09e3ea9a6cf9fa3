/**
 * A single flight: one piece of work that many wait for. It runs to its end whoever leaves, since the request has been
 * sent and paid for, and its answer is kept.
 */
export class Flight<Value> {
  readonly startedAtMs: number;
  readonly #controller = new AbortController();
  readonly #result: Promise<Value>;

  constructor(startedAtMs: number, work: (signal: AbortSignal) => Promise<Value>) {
    this.startedAtMs = startedAtMs;
    const { signal } = this.#controller;
    this.#result = Promise.race([
      work(signal),
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true })),
    ]);
    // Where everybody has left, nobody handles the rejection.
    this.#result.catch(() => undefined);
  }

  /** Waits for the result; without a signal, to the end. @throws The signal's reason, or what the work throws. */
  join(signal?: AbortSignal): Promise<Value> {
    if (signal === undefined) return this.#result;
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener("abort", leave, { once: true });
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Rejects all who wait, for work that can't end any more: some platforms end it with the request that began it. */
  abandon(): void {
    this.#controller.abort(new Error("The read did not end in time."));
  }
}
