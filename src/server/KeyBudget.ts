import { ReadGate } from "../client/ReadGate";
import { holdReads, learnRateLimit, newReadBudget, nextReadAt, spendRead, type RateLimit, type ReadBudget } from "../polling/readBudget";
import type { RelayStore } from "./RelayStore";

/** A spent minute is forgotten after two. A hold may last up to a day. */
const TTL_MS = 86_400_000;
/** So often other relays may come between before a read is put off. */
const TRIES = 20;
const CONTENDED_MS = 50;

export interface KeyBudgetOptions {
  /** Names the key among all that share the store. */
  readonly name: string;
  /** The key's limit; undefined where the upstream's answers are to tell it. */
  readonly readsPerMinute: number | undefined;
  readonly store: RelayStore;
  readonly now: () => number;
}

/**
 * The reads of one key, over everything that all relays on the store ask with it. What is allowed is decided by `polling/readBudget`, what is
 * fair by the same gate as in the client; here is only the sharing.
 */
export class KeyBudget {
  readonly #options: KeyBudgetOptions;
  readonly #key: string;
  /** For its shares alone: nobody waits in it, since an answer that is known can always be given. */
  readonly #gate: ReadGate;
  #readsPerMinute: number | null;
  /** One change after another: only other relays come between, not this one's own. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: KeyBudgetOptions) {
    this.#options = options;
    this.#key = `budget:${options.name}`;
    this.#readsPerMinute = options.readsPerMinute ?? null;
    this.#gate = new ReadGate(this.#readsPerMinute, options.now);
  }

  /** Takes one read. @returns 0 when it may be sent now, else how long until it may, in ms; then nothing was taken */
  async take(isPoll: boolean): Promise<number> {
    let waitMs = 0;
    const taken = await this.#change((budget, nowMs) => {
      const atMs = nextReadAt(budget, nowMs, isPoll);
      waitMs = Math.max(0, atMs - nowMs);
      return waitMs > 0 ? budget : spendRead(budget, nowMs, nowMs);
    });
    return taken ? waitMs : CONTENDED_MS;
  }

  /** Holds every read under the key back, as `Retry-After` asks on any answer. */
  async hold(ms: number): Promise<void> {
    await this.#change((budget, nowMs) => holdReads(budget, nowMs + ms));
  }

  /** Takes in what an answer says of the limit, unless the limit was given. */
  async learn(limit: RateLimit): Promise<void> {
    if (this.#options.readsPerMinute !== undefined) return;
    this.#readsPerMinute = limit.limit;
    this.#gate.learn(limit);
    await this.#change((budget, nowMs) => learnRateLimit(budget, limit, nowMs));
  }

  /** The delay an operation gets that would like `cadenceMs`, given all others that this relay watches under the key. */
  share(key: string, cadenceMs: number, updateCount: number): number {
    return this.#gate.share(key, cadenceMs, updateCount);
  }

  /** The operation has ended, or nobody watches it any more. */
  forget(key: string): void {
    this.#gate.forget(key);
  }

  #change(next: (budget: ReadBudget, nowMs: number) => ReadBudget): Promise<boolean> {
    const change = (): Promise<boolean> => this.#tryToChange(next);
    // Whatever became of the last one.
    const done = this.#last.then(change, change);
    this.#last = done;
    return done;
  }

  /** Whether the change was made; not when other relays came between every time. */
  async #tryToChange(next: (budget: ReadBudget, nowMs: number) => ReadBudget): Promise<boolean> {
    const { store, now } = this.#options;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const kept = await store.get([this.#key]);
      const before = typeof kept === "string" ? kept : null;
      const budget = { ...budgetFrom(before), readsPerMinute: this.#readsPerMinute };
      const after = next(budget, now());
      if (after === budget) return true;
      if (await store.swap(this.#key, before, textFrom(after), TTL_MS)) return true;
    }
    return false;
  }
}

function textFrom({ heldUntilMs, reads }: ReadBudget): string {
  return JSON.stringify([heldUntilMs, [...reads]]);
}

/** What stands in a store may have been written by another version; what makes no sense counts as nothing spent. */
function budgetFrom(text: string | null): ReadBudget {
  try {
    const [heldUntilMs, reads] = JSON.parse(text ?? "") as [unknown, unknown];
    // A list of anything but pairs throws, and counts as nothing spent too.
    if (typeof heldUntilMs === "number" && Array.isArray(reads)) return { readsPerMinute: null, heldUntilMs, reads: new Map(reads as [number, number][]) };
  } catch {
    // Nothing, or nothing that can be read.
  }
  return newReadBudget();
}
