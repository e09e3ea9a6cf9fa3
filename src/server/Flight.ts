/** One piece of work that many wait for. It is given up when the last of them has gone. */
export class Flight<Value> {
  readonly #controller = new AbortController();
  readonly #result: Promise<Value>;
  #waiting = 0;
  #done = false;

  constructor(work: (signal: AbortSignal) => Promise<Value>) {
    this.#result = work(this.#controller.signal).finally(() => {
      this.#done = true;
    });
    // Those who wait hear of a failure; where nobody does any more, nobody needs to.
    this.#result.catch(() => undefined);
  }

  /** The result; without a signal the wait lasts to the end. @throws The signal's reason, or what the work throws. */
  join(signal?: AbortSignal): Promise<Value> {
    this.#waiting += 1;
    if (signal === undefined) return this.#result;
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting -= 1;
        if (this.#waiting === 0 && !this.#done) this.#controller.abort(signal.reason);
        reject(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener("abort", leave, { once: true });
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  /** Whether everybody has gone: whoever comes now needs a new one. */
  get isGivenUp(): boolean {
    return this.#controller.signal.aborted;
  }
}
