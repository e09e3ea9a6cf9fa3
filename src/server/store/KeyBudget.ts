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
import type { Spending, Spent, WholeStore } from "./RelayStore";
import { LruMap, textBytes } from "./LruMap";

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
 * `ReadGate` how polls share it, {@link VisitorReads} how visitors do.
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

/** How many visitors are remembered; the least recently seen is forgotten first. */
const REMEMBERED = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** Memory for a visitor beside the name, and for each second in which they read, in bytes. */
const VISITOR_BYTES = 128;
const SECOND_BYTES = 32;
/** The weight of each of a visitor's own reads, on top of the 1 that it counts as a read of the key. */
const OWN_WEIGHT = 0.75;

/** The reads that each visitor has asked for under one key lately; polls are not among them. */
class VisitorReads {
  readonly #visitors = new LruMap<Map<number, number>>({
    ...REMEMBERED,
    sizeOf: (reads, name) => VISITOR_BYTES + textBytes(name) + SECOND_BYTES * reads.size,
  });

  /**
   * A visitor's own reads by the second, weighted, to be counted on top of the key's. So a visitor's limit falls with
   * each of their reads (a dynamic threshold, as Choudhury and Hahne have it for queues in a shared memory): a greedy
   * visitor gets four sevenths of the key's limit, two together eight elevenths, and some is left for a newcomer.
   */
  weightedReads(visitor: string, nowMs: number): ReadonlyMap<number, number> {
    const oldest = Math.floor(nowMs / 1_000) - WINDOW_SECONDS;
    const reads = this.#visitors.get(visitor) ?? new Map<number, number>();
    return new Map(
      [...reads].filter(([second]) => second > oldest).map(([second, count]) => [second, count * OWN_WEIGHT]),
    );
  }

  /**
   * Records a read, before it is certain that it may be sent: of many at the same time each has to count.
   *
   * @returns what undoes it
   */
  record(visitor: string, nowMs: number): () => void {
    const second = Math.floor(nowMs / 1_000);
    const reads = new Map([...(this.#visitors.get(visitor) ?? [])].filter(([at]) => at > second - WINDOW_SECONDS));
    this.#visitors.set(visitor, reads.set(second, (reads.get(second) ?? 0) + 1));
    return () => {
      const own = this.#visitors.get(visitor);
      own?.set(second, Math.max(0, (own.get(second) ?? 0) - 1));
    };
  }
}
