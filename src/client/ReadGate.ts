import { jitter } from "../polling/jitter";
import {
  holdReads,
  learnRateLimit,
  newReadBudget,
  nextReadAt,
  refundRead,
  spendRead,
  type RateLimit,
  type ReadBudget,
} from "../polling/readBudget";
import { throwIfAborted } from "./http/Deadlines";
import { PollShares, SMALLEST_GAP_MS, type PollSharesOptions } from "./PollShares";
import { sleep } from "./sleep";

/** So many polls may be sent at once; the others that are due then are spread over the time below. */
const BURST = 6;
/** Where many operations are polled, that share of them may be sent at once. */
const BURST_SHARE = 1 / 16;
const BURST_WINDOW_MS = 100;
const SPREAD_MS = 1_500;

export interface ReadTurn {
  /** The operation's; two reads of one key keep a gap between them. */
  readonly key: string;
  /** A first read goes at once; a poll may be spread when many are due. */
  readonly isPoll: boolean;
  readonly signal?: AbortSignal | undefined;
  /** How close two reads of this key may be, in ms. @default 1000 */
  readonly gapMs?: number | undefined;
}

/**
 * Lets the reads of one endpoint through: within the key's budget, after any `Retry-After`, no two of one operation
 * within a second, and not all at once when a laptop wakes up. `polling/readBudget` decides; this holds the state.
 */
export class ReadGate {
  #budget: ReadBudget;
  readonly #now: () => number;
  readonly #shares: PollShares;
  #burstStartMs = 0;
  #burstCount = 0;

  constructor(readsPerMinute: number | null, now: () => number, shares: PollSharesOptions = {}) {
    this.#shares = new PollShares(shares);
    this.#budget = newReadBudget(readsPerMinute);
    this.#now = monotonicClock(now);
  }

  /** Resolves when the read may be sent. Rejects with the signal's reason if that aborts; then nothing was spent. */
  async turn({ key, isPoll, signal, gapMs = SMALLEST_GAP_MS }: ReadTurn): Promise<void> {
    // Under StrictMode a component mounts, unmounts and mounts again within one task. After a microtask the first of
    // the two reads has been aborted.
    await Promise.resolve();
    throwIfAborted(signal);
    let nowMs = this.#now();
    const lastMs = this.#shares.lastReadMs(key);
    let slotMs = this.#reserve(
      key,
      Math.max(isPoll ? this.#spread(key, nowMs) : nowMs, lastMs + Math.min(gapMs, SMALLEST_GAP_MS)),
      isPoll,
    );
    try {
      while (slotMs > (nowMs = this.#now())) {
        await sleep(slotMs - nowMs, signal);
        nowMs = this.#now();
        // A `Retry-After` may have been answered meanwhile.
        if (this.#budget.heldUntilMs > nowMs) {
          this.#budget = refundRead(this.#budget, slotMs);
          slotMs = this.#reserve(key, nowMs, isPoll);
        }
      }
    } catch (error) {
      this.#budget = refundRead(this.#budget, slotMs);
      this.#shares.cancelRead(key, slotMs, lastMs);
      throw error;
    }
  }

  /** Holds every read of the endpoint back, as `Retry-After` asks on any answer. */
  hold(ms: number): void {
    this.#budget = holdReads(this.#budget, this.#now() + ms);
  }

  /** Takes over the limit that an answer names. */
  learn(limit: RateLimit): void {
    this.#budget = learnRateLimit(this.#budget, limit, this.#now());
  }

  /** Takes an operation's share away once it has ended, or may not be read any more. */
  forget(key: string): void {
    this.#shares.forget(key, this.#now());
  }

  /** The delay of an operation whose cadence is `cadenceMs`, so that all under the key stay within its limit. */
  share(key: string, cadenceMs: number, updateCount: number): number {
    return this.#shares.share(key, cadenceMs, updateCount, this.#budget.readsPerMinute, this.#now());
  }

  /** Whether there is more to poll than the limit allows. */
  get isScarce(): boolean {
    return this.#shares.isScarce;
  }

  /** Spends one read of the budget, at its earliest time from `earliestMs` on. @returns that time */
  #reserve(key: string, earliestMs: number, isPoll: boolean): number {
    const slotMs = nextReadAt(this.#budget, earliestMs, isPoll);
    this.#budget = spendRead(this.#budget, slotMs, this.#now());
    this.#shares.recordRead(key, slotMs);
    return slotMs;
  }

  /** When a poll that is due may go, given the others that are due at the same moment. */
  #spread(key: string, nowMs: number): number {
    if (nowMs - this.#burstStartMs >= BURST_WINDOW_MS) {
      this.#burstStartMs = nowMs;
      this.#burstCount = 0;
    }
    this.#burstCount += 1;
    return this.#burstCount <= Math.max(BURST, this.#shares.size * BURST_SHARE)
      ? nowMs
      : nowMs + Math.ceil(SPREAD_MS * jitter(key, 0));
  }
}

/**
 * A clock that never goes back. When the computer's clock is set an hour back, by hand or by synchronisation after
 * sleep, no wait may get an hour longer.
 */
export function monotonicClock(now: () => number): () => number {
  let lastMs = Number.NEGATIVE_INFINITY;
  let aheadMs = 0;
  return () => {
    const nowMs = now();
    if (nowMs + aheadMs < lastMs) aheadMs = lastMs - nowMs;
    lastMs = nowMs + aheadMs;
    return lastMs;
  };
}
