/**
 * One piece of work that many wait for. It runs to its end whoever leaves: what has been sent upstream has been spent,
 * so its answer is kept. Only work that can't end any more is given up: some platforms end a request's work, and its
 * timers, with the request.
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
    // Those who wait hear of a failure; where nobody does any more, nobody needs to.
    this.#result.catch(() => undefined);
  }

  /** The result; without a signal the wait lasts to the end. @throws The signal's reason, or what the work throws. */
  join(signal?: AbortSignal): Promise<Value> {
    if (signal === undefined) return this.#result;
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener("abort", leave, { once: true });
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  get isGivenUp(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Sends away all who still wait; each of them may begin anew. */
  giveUp(): void {
    this.#controller.abort(new Error("The read did not end in time."));
  }
}
