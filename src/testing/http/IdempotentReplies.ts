import type { Reply } from "./Reply";
import type { SimulatedClock } from "../world/SimulatedClock";

const KEPT_MS = 24 * 3_600_000;

/** Keeps the replies to POSTs with an `Idempotency-Key`, for 24 simulated hours. */
export class IdempotentReplies {
  readonly #clock: SimulatedClock;
  readonly #kept = new Map<string, { readonly untilMs: number; readonly body: string; readonly reply: Reply }>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /**
   * Returns the first reply again for the same key and body, `conflict()` for the same key with another body, and the
   * reply of `make` otherwise. Call it after validation, so that a refused request can be corrected under the same key.
   */
  once(key: string | null, body: string, make: () => Reply, conflict: () => Reply): Reply {
    if (key === null) return make();
    const nowMs = this.#clock.now();
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > nowMs) return kept.body === body ? kept.reply : conflict();
    const reply = make();
    this.#kept.set(key, { untilMs: nowMs + KEPT_MS, body, reply });
    return reply;
  }
}
