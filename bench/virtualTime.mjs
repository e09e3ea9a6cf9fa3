import { setImmediate } from "node:timers/promises";

/** Time that passes only as fast as the work in it is done: ten simulated minutes take a second. */
export class VirtualTime {
  nowMs;
  #timers = [];
  #count = 0;
  #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor(startMs) {
    this.nowMs = startMs;
  }

  /** Runs `work` on this clock until `endMs`; timers that `work` sets fire in the order in which they are due. */
  async run(work, endMs) {
    Object.assign(globalThis, {
      setTimeout: (callback, ms = 0) => this.#add(callback, ms),
      clearTimeout: (timer) => timer && (timer.callback = null),
    });
    try {
      work();
      for (;;) {
        await this.#settle();
        const next = this.#take();
        if (!next || next.atMs > endMs) break;
        this.nowMs = next.atMs;
        next.callback?.();
      }
      this.nowMs = endMs;
    } finally {
      Object.assign(globalThis, this.#real);
    }
  }

  /** Lets every promise that can resolve do so. */
  #settle() {
    return setImmediate();
  }

  #add(callback, ms) {
    const timer = { atMs: this.nowMs + Math.max(0, ms), order: (this.#count += 1), callback };
    this.#timers.push(timer);
    let index = this.#timers.length - 1;
    // A binary heap: with hundreds of jobs, looking for the next timer among all of them takes most of the time.
    while (index > 0 && isBefore(timer, this.#timers[(index - 1) >> 1])) {
      this.#timers[index] = this.#timers[(index - 1) >> 1];
      index = (index - 1) >> 1;
    }
    this.#timers[index] = timer;
    return timer;
  }

  #take() {
    const first = this.#timers[0];
    const last = this.#timers.pop();
    if (this.#timers.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#timers.length) break;
      if (child + 1 < this.#timers.length && isBefore(this.#timers[child + 1], this.#timers[child])) child += 1;
      if (!isBefore(this.#timers[child], last)) break;
      this.#timers[index] = this.#timers[child];
      index = child;
    }
    this.#timers[index] = last;
    return first;
  }
}

function isBefore(one, other) {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
