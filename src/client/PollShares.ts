import { jitter } from "../polling/jitter";
import { fairDelay, PAGE_SHARES } from "../polling/readBudget";

/** Two reads of one operation are never closer than this, whatever mounts, focuses or re-renders. */
export const SMALLEST_GAP_MS = 1_000;
/** How long the fair delay is kept before it is computed again. */
const FAIR_DELAY_TTL_MS = 1_000;
/** An operation that was due this long ago, and was not asked for again, takes no share any more. */
const EXPIRES_AFTER_MS = 60_000;

interface PolledOperation {
  /** When its last read was sent, or is going to be. */
  lastReadMs: number;
  cadenceMs: number;
  /** It takes no share from then on: nobody asked again in twice the time they meant to. */
  expiresAtMs: number;
}

export interface PollSharesOptions {
  /** Share of the limit that polls are spread over. @default that of a page */
  readonly pace?: number;
  /** How many shares an operation has. @default one each */
  readonly weightOf?: (key: string) => number;
}

/** The operations that are polled under one key, and the delay each gets so that all stay within the key's limit. */
export class PollShares {
  readonly #pace: number;
  readonly #weightOf: (key: string) => number;
  readonly #operations = new Map<string, PolledOperation>();
  /** What an operation with one share waits; 0 while all fit at their own pace. */
  #fair = { delayMs: 0, atMs: Number.NEGATIVE_INFINITY };

  constructor({ pace = PAGE_SHARES.pace, weightOf = () => 1 }: PollSharesOptions) {
    this.#pace = pace;
    this.#weightOf = weightOf;
  }

  get size(): number {
    return this.#operations.size;
  }

  /** Whether there is more to poll than the limit allows. */
  get isScarce(): boolean {
    return this.#fair.delayMs > 0;
  }

  /** When the last read was sent, or is going to be; `-Infinity` where there was none. */
  lastReadMs(key: string): number {
    return this.#operation(key).lastReadMs;
  }

  recordRead(key: string, atMs: number): void {
    const operation = this.#operation(key);
    operation.lastReadMs = atMs;
    operation.expiresAtMs = Math.max(operation.expiresAtMs, atMs + EXPIRES_AFTER_MS);
  }

  /** Takes back a read at `atMs` that was not sent, unless another one was recorded since. */
  cancelRead(key: string, atMs: number, previousMs: number): void {
    const operation = this.#operation(key);
    if (operation.lastReadMs === atMs) operation.lastReadMs = previousMs;
  }

  /** The delay of an operation whose cadence is `cadenceMs`, given all the others. */
  share(key: string, cadenceMs: number, updateCount: number, readsPerMinute: number | null, nowMs: number): number {
    const operation = this.#operation(key);
    operation.cadenceMs = cadenceMs;
    operation.expiresAtMs = nowMs + 2 * cadenceMs + EXPIRES_AFTER_MS;
    const shareMs = readsPerMinute === null ? 0 : this.#fairDelay(readsPerMinute, nowMs);
    const fairMs = shareMs === 0 ? 0 : shareMs / this.#weightOf(key);
    if (fairMs <= cadenceMs) return cadenceMs;
    const delayMs = Math.round(fairMs * (0.95 + 0.1 * jitter(key, updateCount)));
    // A stretched delay must not outlast the operation's share, or the next count would leave it out.
    operation.expiresAtMs = nowMs + 2 * delayMs + EXPIRES_AFTER_MS;
    return delayMs;
  }

  /** Takes the operation's share away; the gap after its last read is kept. */
  forget(key: string, nowMs: number): void {
    // Without a known limit nothing else drops expired operations.
    this.#dropExpired(nowMs);
    const operation = this.#operation(key);
    operation.cadenceMs = Number.POSITIVE_INFINITY;
    operation.expiresAtMs = operation.lastReadMs + SMALLEST_GAP_MS;
  }

  #fairDelay(readsPerMinute: number, nowMs: number): number {
    if (nowMs - this.#fair.atMs >= FAIR_DELAY_TTL_MS) {
      this.#dropExpired(nowMs);
      const polled = Array.from(this.#operations, ([key, { cadenceMs }]) => ({
        cadenceMs,
        weight: this.#weightOf(key),
      }));
      this.#fair = { delayMs: fairDelay(polled, readsPerMinute, this.#pace), atMs: nowMs };
    }
    return this.#fair.delayMs;
  }

  #operation(key: string): PolledOperation {
    const operation = this.#operations.get(key) ?? {
      lastReadMs: Number.NEGATIVE_INFINITY,
      cadenceMs: SMALLEST_GAP_MS,
      expiresAtMs: 0,
    };
    this.#operations.set(key, operation);
    return operation;
  }

  #dropExpired(nowMs: number): void {
    for (const [key, { expiresAtMs }] of this.#operations) if (expiresAtMs < nowMs) this.#operations.delete(key);
  }
}
