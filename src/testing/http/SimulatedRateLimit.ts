import { type LayersKey, READS_PER_MINUTE } from "./layersKey";
import type { SimulatedClock } from "../world/SimulatedClock";

const WINDOW_MS = 60_000;

/** A key's rate limit, as of a request. */
export interface RateLimitState {
  readonly refused: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number;
}

/**
 * Counts each key's reads per fixed minute of the clock that `advance()` moves and `speed` does not. Watchers poll in
 * real time, so at 100× speed a limit per simulated minute would never be reached.
 */
export class SimulatedRateLimit {
  readonly #clock: SimulatedClock;
  readonly #used = new Map<string, { window: number; reads: number }>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Counts the request if it is a read, and returns the key's limit. */
  count({ key, tier }: LayersKey, isRead: boolean): RateLimitState {
    const nowMs = this.#clock.unsped();
    const window = Math.floor(nowMs / WINDOW_MS);
    let used = this.#used.get(key);
    if (used?.window !== window) this.#used.set(key, (used = { window, reads: 0 }));
    const limit = READS_PER_MINUTE[tier];
    const refused = isRead && used.reads >= limit;
    if (isRead && !refused) used.reads += 1;
    const resetMs = (window + 1) * WINDOW_MS;
    return {
      refused,
      retryAfterSeconds: Math.max(1, Math.ceil((resetMs - nowMs) / 1_000)),
      headers: {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(limit - used.reads),
        "x-ratelimit-reset": String(resetMs / 1_000),
        "x-ratelimit-endpoint-class": "read-light",
      },
    };
  }
}
