/* global setInterval, clearInterval */
import { setImmediate } from "node:timers/promises";

/** A simulated clock that jumps from timer to timer: ten simulated minutes take a second. */
export class VirtualTime {
  nowMs;
  #timers = [];
  #count = 0;
  #pending = new Set();
  #real = { setTimeout, clearTimeout, setInterval, clearInterval };
  #realNow = { Date: Date.now, performance: performance.now };

  constructor(startMs) {
    this.nowMs = startMs;
  }

  /** Timers that have not fired yet, including repeating ones. */
  get pending() {
    return this.#pending.size;
  }

  /**
   * Runs `work` on this clock until `endMs`. Timers fire in order of their due times, also those of earlier runs.
   */
  async run(work, endMs) {
    this.#install();
    try {
      work();
      for (;;) {
        await this.#settle();
        const next = this.#timers[0];
        if (!next || next.atMs > endMs) break;
        this.#take();
        this.nowMs = next.atMs;
        if (!this.#pending.has(next)) continue;
        if (next.everyMs === null) this.#pending.delete(next);
        else this.#put(Object.assign(next, { atMs: this.nowMs + Math.max(1, next.everyMs) }));
        next.callback();
      }
      this.nowMs = endMs;
    } finally {
      this.#uninstall();
    }
  }

  #install() {
    const clear = (timer) => void this.#pending.delete(timer);
    Object.assign(globalThis, {
      setTimeout: (callback, ms = 0, ...values) => this.#add(callback, ms, null, values),
      setInterval: (callback, ms = 0, ...values) => this.#add(callback, ms, ms, values),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Date.now = () => this.nowMs;
    performance.now = () => this.nowMs;
  }

  #uninstall() {
    Object.assign(globalThis, this.#real);
    Date.now = this.#realNow.Date;
    performance.now = this.#realNow.performance;
  }

  /** Waits until all pending promise callbacks have run. */
  #settle() {
    return setImmediate();
  }

  #add(callback, ms, everyMs, values) {
    const fire = () => callback(...values);
    const timer = { atMs: this.nowMs + Math.max(0, ms), order: 0, everyMs, callback: fire, unref: () => timer };
    this.#pending.add(timer);
    this.#put(timer);
    return timer;
  }

  #put(timer) {
    timer.order = this.#count += 1;
    this.#timers.push(timer);
    let index = this.#timers.length - 1;
    // A binary heap: with hundreds of jobs, a linear search for the next timer takes most of the time.
    while (index > 0 && isBefore(timer, this.#timers[(index - 1) >> 1])) {
      this.#timers[index] = this.#timers[(index - 1) >> 1];
      index = (index - 1) >> 1;
    }
    this.#timers[index] = timer;
  }

  #take() {
    const last = this.#timers.pop();
    if (this.#timers.length === 0) return;
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
  }
}

function isBefore(one, other) {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
