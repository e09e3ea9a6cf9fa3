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

/** A spent minute is forgotten after two. A hold may last up to a day. */
const TTL_MS = 86_400_000;

/**
 * How the relay divides a key's limit. What is watched is polled at a pace that leaves room for first reads below it,
 * and may go beyond them to catch up: whoever asks about ever more operations never holds up the polls of those that
 * are watched already.
 */
export const RELAY_SHARES: BudgetShares = { pace: 0.7, firstReads: 0.8, polls: 0.9 };

export interface KeyBudgetOptions {
  /** Stands for the key and its address among all that share the store. */
  readonly fingerprint: Promise<string>;
  /** The key's limit; undefined where the upstream's answers are to tell it. */
  readonly readsPerMinute: number | undefined;
  readonly store: WholeStore;
  /** How many shares in the polls an operation has. @default one each */
  readonly votesOf?: (key: string) => number;
  readonly now: () => number;
}

/** What became of a read that was to be sent. */
export interface Turn {
  /** 0 when it may be sent now, else how long until it may, in ms; then nothing was taken. */
  readonly waitMs: number;
  /** Whether somebody else would have been refused too, and for how long, in ms. */
  readonly waitOfOthersMs: number;
}

/**
 * The reads of one key, over everything that all relays on the store ask with it. What is allowed is decided by
 * `polling/readBudget`, what is fair by the same gate as in the client and by each visitor's own reads; here is only
 * the sharing.
 */
export class KeyBudget {
  readonly #options: KeyBudgetOptions;
  /** For its shares alone: nobody waits in it, since an answer that is known can always be given. */
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

  /** Takes one read for a poll of what is watched. */
  async spendPoll(): Promise<Turn> {
    return this.#take(true, new Map());
  }

  /** Takes one read that a visitor asked for, beside the polls. Where the key is scarce, each has a share of it. */
  async spendFor(visitor: string): Promise<Turn> {
    const nowMs = this.#options.now();
    const own = this.#visitors.against(visitor, nowMs);
    const takeBack = this.#visitors.note(visitor, nowMs);
    const turn = await this.#take(false, own);
    if (turn.waitMs > 0) takeBack();
    return turn;
  }

  async #take(isPoll: boolean, own: ReadonlyMap<number, number>): Promise<Turn> {
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

  /** Whether there is more to poll than the key allows. */
  get isScarce(): boolean {
    return this.#gate.isScarce;
  }

  /**
   * The delay an operation gets that would like `cadenceMs`, given all others that this relay watches under the key.
   */
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
