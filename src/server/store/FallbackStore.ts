import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import { memoryStore } from "./memoryStore";
import type { RelayStore, Spending, Spent, StoreStep } from "./RelayStore";
import { wholeStore, type WholeStore } from "./wholeStore";

/** A store that does not answer is given up on after this, in ms: visitors wait for it. */
const TIMEOUT_MS = 1_000;
/** How often a store that was down is tried again, in ms. */
const RETRY_MS = 2_000;
/** What is written to see whether the store is back. */
const TRIAL_KEY = "trial";

export interface FallbackStoreOptions {
  readonly store: RelayStore;
  readonly now: () => number;
  /** How much may be kept for when the store is lost, in bytes. */
  readonly maxBytes: number;
  /** Told once when the store is lost, with what it threw, and once when it is back, with null. */
  readonly onChange: (cause: { readonly error: unknown } | null) => void;
}

/**
 * A shared store that may go down: the relay then goes on alone, with a memory of its own that has been kept up to date
 * so far, and comes back by itself.
 */
export class FallbackStore implements WholeStore {
  readonly #options: FallbackStoreOptions;
  readonly #shared: WholeStore;
  readonly #own: WholeStore;
  readonly #listeners = new Set<(message: unknown) => void>();
  #subscription: Promise<(() => void) | null> | null = null;
  #isAlone = false;
  /** When the store was last found not to answer, or tried again. */
  #triedAtMs = 0;

  constructor(options: FallbackStoreOptions) {
    this.#options = options;
    this.#shared = wholeStore(options.store);
    this.#own = wholeStore(memoryStore({ now: options.now, maxBytes: options.maxBytes }));
  }

  /** Whether the relay goes on alone at present. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  get(keys: readonly string[]): Promise<unknown> {
    return this.#attempt((store) => store.get(keys));
  }

  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    await this.#own.set(key, value, ttlMs);
    await this.#attempt((store) => (store === this.#own ? Promise.resolve() : store.set(key, value, ttlMs)));
  }

  async swap(key: string, expected: string | null, next: string | null, ttlMs: number): Promise<boolean> {
    const swapped = await this.#attempt((store) => store.swap(key, expected, next, ttlMs));
    if (swapped && !this.isAlone) await this.#own.set(key, next, next === null ? 0 : ttlMs);
    return swapped;
  }

  async batch(steps: readonly StoreStep[]): Promise<unknown[]> {
    for (const step of steps) if (step[0] === "set") await this.#own.set(step[1], step[2], step[3]);
    const results = await this.#attempt((store) => store.batch(steps));
    if (this.isAlone) return results;
    for (const [index, step] of steps.entries()) {
      if (step[0] === "swap" && results[index] === true)
        await this.#own.set(step[1], step[3], step[3] === null ? 0 : step[4]);
    }
    return results;
  }

  async spend(key: string, spending: Spending, ttlMs: number): Promise<Spent> {
    const spent = await this.#attempt((store) => store.spend(key, spending, ttlMs));
    if (!this.isAlone) await this.#own.set(key, { heldUntilMs: spent.heldUntilMs, reads: spent.reads }, ttlMs);
    return spent;
  }

  publish(message: unknown): Promise<void> {
    return this.#attempt((store) => store.publish(message));
  }

  async subscribe(listener: (message: unknown) => void): Promise<() => void> {
    this.#listeners.add(listener);
    await (this.#subscription ?? this.#subscribe());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      void this.#subscription?.then((end) => end?.());
      this.#subscription = null;
    };
  }

  /** @returns what ends it; null when the store is lost */
  #subscribe(): Promise<(() => void) | null> {
    // One that throws at once, where it should reject, is down as well.
    const subscribing = new Promise<() => void>((resolve) =>
      resolve(this.#options.store.subscribe((message) => this.#tell(message))),
    );
    this.#subscription = within(subscribing).catch((error: unknown) => {
      // One that comes about after all is not wanted any more: there will be another.
      subscribing.then(
        (end) => end(),
        () => undefined,
      );
      this.#lose(error);
      return null;
    });
    return this.#subscription;
  }

  #tell(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  async #attempt<Value>(ask: (store: WholeStore) => Promise<Value>): Promise<Value> {
    if (!this.#isAlone) {
      try {
        return await within(ask(this.#shared));
      } catch (error) {
        this.#lose(error);
      }
    } else if (Math.abs(this.#options.now() - this.#triedAtMs) >= RETRY_MS) void this.#tryAgain();
    return ask(this.#own);
  }

  #lose(error: unknown): void {
    this.#triedAtMs = this.#options.now();
    if (this.#isAlone) return;
    this.#isAlone = true;
    this.#options.onChange({ error });
  }

  /** Nobody waits for it: visitors are answered alone until it is sure that the store is back. */
  async #tryAgain(): Promise<void> {
    this.#triedAtMs = this.#options.now();
    try {
      // One that can be read and not written, as a replica, is of no use.
      await within(this.#options.store.set(TRIAL_KEY, true, RETRY_MS));
    } catch {
      return;
    }
    // Its connection may look open and be dead: only that of a new one is sure to be heard.
    const before = this.#subscription;
    const isHeard = this.#listeners.size === 0 || (await this.#subscribe()) !== null;
    void before?.then((end) => end?.());
    if (!isHeard) return;
    this.#isAlone = false;
    this.#options.onChange(null);
  }
}

function within<Value>(work: Promise<Value>): Promise<Value> {
  return withDeadline(TIMEOUT_MS, null, () => work).catch((error: unknown) => {
    throw error instanceof DeadlinePassed ? new Error(`The store did not answer within ${TIMEOUT_MS} ms.`) : error;
  });
}
