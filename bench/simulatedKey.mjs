/**
 * A server whose key allows a number of reads a minute, in `fixed` minutes or in a `sliding` window of 60 s. It counts
 * answers and refusals. Layers does not say which of the two it uses.
 */
export class SimulatedKey {
  /** Every read: its job, its time, and whether it was answered. */
  reads = [];
  #limit;
  #sliding;
  #answered = [];

  constructor({ limit, sliding }) {
    this.#limit = limit;
    this.#sliding = sliding;
  }

  /** @returns status and headers of the answer to a read. */
  read(id, nowMs) {
    const window = Math.floor(nowMs / 60_000);
    while (
      this.#answered.length > 0 &&
      (this.#sliding ? this.#answered[0] <= nowMs - 60_000 : Math.floor(this.#answered[0] / 60_000) < window)
    ) {
      this.#answered.shift();
    }
    const refused = this.#answered.length >= this.#limit;
    if (!refused) this.#answered.push(nowMs);
    this.reads.push({ id, atMs: nowMs, refused });
    const resetMs = this.#sliding ? this.#answered[0] + 60_000 : (window + 1) * 60_000;
    const headers = {
      "x-ratelimit-limit": String(this.#limit),
      "x-ratelimit-remaining": String(this.#limit - this.#answered.length),
      "x-ratelimit-reset": String(Math.ceil(resetMs / 1_000)),
    };
    return refused
      ? {
          status: 429,
          headers: { ...headers, "retry-after": String(Math.max(1, Math.ceil((resetMs - nowMs) / 1_000))) },
        }
      : { status: 200, headers };
  }
}
