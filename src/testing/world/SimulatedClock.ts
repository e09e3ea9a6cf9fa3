import { assertDuration } from "./assertDuration";

/** Three readings of one clock; which one a rule follows is said where the rule is. */
export class SimulatedClock {
  readonly #base: () => number;
  #advancedMs = 0;
  #speed = 1;
  // Simulated time runs on from this pair of readings; a change of speed takes a new one, so that time never jumps.
  #anchor: { readonly baseMs: number; readonly simulatedMs: number };

  constructor(base: () => number) {
    this.#base = base;
    const baseMs = base();
    this.#anchor = { baseMs, simulatedMs: baseMs };
  }

  /**
   * Simulated time: everything that is watched follows it. Sped up by {@link speed}, moved by {@link advance}. In ms
   * since the epoch.
   */
  now(): number {
    return Math.floor(this.#anchor.simulatedMs + (this.#base() - this.#anchor.baseMs) * this.#speed);
  }

  /**
   * The clock passed in, moved by {@link advance} but never sped up: at 100× a rate limit would be no limit. In ms
   * since the epoch.
   */
  unsped(): number {
    return this.#base() + this.#advancedMs;
  }

  /** The clock passed in, as it is: what the receiver of a webhook has on its own wall. In ms since the epoch. */
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
