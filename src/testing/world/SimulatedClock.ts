import { assertDuration } from "./assertDuration";

/**
 * One clock with three readings: simulated time, time that is never sped up, and real time. Each rule of the simulator
 * says which one it follows.
 */
export class SimulatedClock {
  readonly #base: () => number;
  #advancedMs = 0;
  #speed = 1;
  // Simulated time runs on from this pair of readings. A change of speed takes a new pair, so that time does not jump.
  #anchor: { readonly baseMs: number; readonly simulatedMs: number };

  constructor(base: () => number) {
    this.#base = base;
    const baseMs = base();
    this.#anchor = { baseMs, simulatedMs: baseMs };
  }

  /**
   * Simulated time, which operations follow, in ms since the epoch: sped up by {@link speed}, moved by {@link advance}.
   */
  now(): number {
    return Math.floor(this.#anchor.simulatedMs + (this.#base() - this.#anchor.baseMs) * this.#speed);
  }

  /**
   * The clock passed in, moved by {@link advance} but never sped up, in ms since the epoch. Rate limits follow it: at
   * 100× they would never be reached.
   */
  unsped(): number {
    return this.#base() + this.#advancedMs;
  }

  /**
   * The clock passed in, unchanged, in ms since the epoch. Webhooks are signed by it, since their receiver checks them
   * by it.
   */
  real(): number {
    return this.#base();
  }

  advance(ms: number): void {
    assertDuration("advance(ms)", ms);
    this.#advancedMs += ms;
    this.#anchor = { ...this.#anchor, simulatedMs: this.#anchor.simulatedMs + ms };
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    if (!(Number.isFinite(speed) && speed >= 0))
      throw new TypeError(`speed must be a number, 0 (time stands still) or more, but is ${String(speed)}.`);
    this.#anchor = { baseMs: this.#base(), simulatedMs: this.now() };
    this.#speed = speed;
  }
}
