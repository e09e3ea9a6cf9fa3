import { ReadGate } from "../client/ReadGate";
import { earliestRead, learnRateLimit, newReadBudget, readLimits, WINDOW_SECONDS, type BudgetShares, type RateLimit } from "../polling/readBudget";
import type { Spending, Spent } from "./RelayStore";
import type { WholeStore } from "./wholeStore";

/** A spent minute is forgotten after two. A hold may last up to a day. */
const TTL_MS = 86_400_000;

/**
 * How the relay divides a key's limit. What is watched is polled at a pace that leaves room for first reads below it, and may go beyond them to
 * catch up: whoever asks about ever more operations never holds up the polls of those that are watched already.
 */
export const RELAY_SHARES: BudgetShares = { pace: 0.75, firstReads: 0.8, polls: 0.9 };

export interface KeyBudgetOptions {
  /** Stands for the key and its address among all that share the store. */
  readonly fingerprint: Promise<string>;
  /** The key's limit; undefined where the upstream's answers are to tell it. */
  readonly readsPerMinute: number | undefined;
  readonly store: WholeStore;
  readonly now: () => number;
}

/**
 * The reads of one key, over everything that all relays on the store ask with it. What is allowed is decided by `polling/readBudget`, what is
 * fair by the same gate as in the client; here is only the sharing.
 */
export class KeyBudget {
  readonly #options: KeyBudgetOptions;
  /** For its shares alone: nobody waits in it, since an answer that is known can always be given. */
  readonly #gate: ReadGate;
  #readsPerMinute: number | null;

  constructor(options: KeyBudgetOptions) {
    this.#options = options;
    this.#readsPerMinute = options.readsPerMinute ?? null;
    this.#gate = new ReadGate(this.#readsPerMinute, options.now, { pace: RELAY_SHARES.pace });
  }

  /** Takes one read. @returns 0 when it may be sent now, else how long until it may, in ms; then nothing was taken */
  async take(isPoll: boolean): Promise<number> {
    const nowMs = this.#options.now();
    const limits = readLimits(this.#readsPerMinute, RELAY_SHARES, isPoll);
    const { taken, heldUntilMs, reads } = await this.#spend({ nowMs, ...limits, holdUntilMs: 0 });
    if (taken) return 0;
    return Math.max(1, earliestRead({ heldUntilMs, reads: new Map(reads) }, nowMs, limits) - nowMs);
  }

  /** Holds every read under the key back, as `Retry-After` asks on any answer. */
  async hold(ms: number): Promise<void> {
    const nowMs = this.#options.now();
    await this.#spend({ nowMs, allowed: 0, inOneSecond: 0, holdUntilMs: nowMs + ms });
  }

  /** Takes in what an answer says of the limit, unless the limit was given. */
  async learn(limit: RateLimit): Promise<void> {
    if (this.#options.readsPerMinute !== undefined) return;
    this.#readsPerMinute = limit.limit;
    this.#gate.learn(limit);
    const nowMs = this.#options.now();
    const { heldUntilMs } = learnRateLimit(newReadBudget(), limit, nowMs);
    if (heldUntilMs > nowMs) await this.hold(heldUntilMs - nowMs);
  }

  /** The delay an operation gets that would like `cadenceMs`, given all others that this relay watches under the key. */
  share(key: string, cadenceMs: number, updateCount: number): number {
    return this.#gate.share(key, cadenceMs, updateCount);
  }

  /** The operation has ended, or nobody watches it any more. */
  forget(key: string): void {
    this.#gate.forget(key);
  }

  async #spend(spending: Omit<Spending, "windowSeconds">): Promise<Spent> {
    const { store, fingerprint } = this.#options;
    return store.spend(`budget:{${await fingerprint}}`, { ...spending, windowSeconds: WINDOW_SECONDS }, TTL_MS);
  }
}
