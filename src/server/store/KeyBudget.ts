import { ReadGate } from "../../client/ReadGate";
import {
  earliestRead,
  learnRateLimit,
  newReadBudget,
  readLimits,
  WINDOW_SECONDS,
  type BudgetShares,
  type RateLimit,
} from "../../polling/readBudget";
import type { Spending, Spent } from "./RelayStore";
import { VisitorReads } from "./VisitorReads";
import type { WholeStore } from "./wholeStore";

/** How long a budget is kept in the store, in ms: a hold may last up to a day. */
const TTL_MS = 86_400_000;

/**
 * How the relay divides a key's limit. Polls are paced below the first reads' share and may exceed it to catch up, so
 * that no visitor delays the polls of others by asking about ever more operations.
 */
export const RELAY_SHARES: BudgetShares = { pace: 0.7, firstReads: 0.8, polls: 0.9 };

export interface KeyBudgetOptions {
  /** Identifies the key and its address among all that share the store. */
  readonly fingerprint: Promise<string>;
  /** The key's limit; undefined where it is to be learnt from the upstream's answers. */
  readonly readsPerMinute: number | undefined;
  readonly store: WholeStore;
  /** An operation's votes in how polls are shared. @default one each */
  readonly votesOf?: (key: string) => number;
  readonly now: () => number;
}

/** The answer to a request for one read. */
export interface Turn {
  /** 0 when the read may be sent now, else how long until it may, in ms; then nothing was spent. */
  readonly waitMs: number;
  /** How long another visitor would have to wait, in ms; 0 where only this one has to. */
  readonly waitOfOthersMs: number;
}

/**
 * The budget of one key's reads, over all relays on the store. `polling/readBudget` says what the limit allows,
 * `ReadGate` how polls share it, `VisitorReads` how visitors do.
 */
export class KeyBudget {
  readonly #options: KeyBudgetOptions;
  /** Used for its shares alone: no read waits in it, since the cached answer can be given. */
  readonly #gate: ReadGate;
  readonly #visitors = new VisitorReads();
  #readsPerMinute: number | null;

  constructor(options: KeyBudgetOptions) {
    this.#options = options;
    this.#readsPerMinute = options.readsPerMinute ?? null;
    this.#gate = new ReadGate(this.#readsPerMinute, options.now, {
      pace: RELAY_SHARES.pace,
      ...(options.votesOf && { weightOf: options.votesOf }),
    });
  }

  /** Spends one read on a poll. */
  async spendPoll(): Promise<Turn> {
    return this.#spendOne(true, new Map());
  }

  /** Spends one read that a visitor asked for, from their share of the key. */
  async spendFor(visitor: string): Promise<Turn> {
    const nowMs = this.#options.now();
    const own = this.#visitors.weightedReads(visitor, nowMs);
    const undo = this.#visitors.record(visitor, nowMs);
    const turn = await this.#spendOne(false, own);
    if (turn.waitMs > 0) undo();
    return turn;
  }

  async #spendOne(isPoll: boolean, own: ReadonlyMap<number, number>): Promise<Turn> {
    const nowMs = this.#options.now();
    const limits = readLimits(this.#readsPerMinute, RELAY_SHARES, isPoll);
    const handicap = [...own.values()].reduce((sum, count) => sum + count, 0);
    const spent = await this.#spend({ nowMs, ...limits, allowed: limits.allowed - handicap, holdUntilMs: 0 });
    if (spent.taken) return { waitMs: 0, waitOfOthersMs: 0 };
    const { heldUntilMs } = spent;
    const reads = new Map(spent.reads);
    const together = new Map(reads);
    for (const [second, count] of own) together.set(second, (together.get(second) ?? 0) + count);
    const waitMs = (counted: ReadonlyMap<number, number>): number =>
      earliestRead({ heldUntilMs, reads: counted }, nowMs, limits) - nowMs;
    return { waitMs: Math.max(1, waitMs(together)), waitOfOthersMs: waitMs(reads) };
  }

  /** Holds back every read under the key, as an answer with `Retry-After` asks. */
  async hold(ms: number): Promise<void> {
    const nowMs = this.#options.now();
    await this.#spend({ nowMs, allowed: 0, inOneSecond: 0, holdUntilMs: nowMs + ms });
  }

  /** Learns the key's limit from an answer's headers, unless the limit was given. */
  async learn(limit: RateLimit): Promise<void> {
    if (this.#options.readsPerMinute !== undefined) return;
    this.#readsPerMinute = limit.limit;
    this.#gate.learn(limit);
    const nowMs = this.#options.now();
    const { heldUntilMs } = learnRateLimit(newReadBudget(), limit, nowMs);
    if (heldUntilMs > nowMs) await this.hold(heldUntilMs - nowMs);
  }

  /** Whether the key allows fewer polls than the operations want. */
  get isScarce(): boolean {
    return this.#gate.isScarce;
  }

  /** The delay until an operation's next poll, among all that this relay polls under the key, in ms. */
  share(key: string, cadenceMs: number, updateCount: number): number {
    return this.#gate.share(key, cadenceMs, updateCount);
  }

  /** Takes an operation out of the sharing: it has ended, or nobody watches it. */
  forget(key: string): void {
    this.#gate.forget(key);
  }

  async #spend(spending: Omit<Spending, "windowSeconds">): Promise<Spent> {
    const { store, fingerprint } = this.#options;
    return store.spend(`budget:{${await fingerprint}}`, { ...spending, windowSeconds: WINDOW_SECONDS }, TTL_MS);
  }
}
