import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import { wholeMemoryStore } from "./memoryStore";
import type { RelayStore, Spending, Spent, StoreStep, WholeStore } from "./RelayStore";
import { wholeStore } from "./wholeStore";

/** The timeout of each call to the store, in ms: visitors wait for it. */
const TIMEOUT_MS = 1_000;
/** The least time between two tries of a store that is down, in ms. */
const RETRY_MS = 2_000;
/** The key that is written to find out whether the store is back. */
const TRIAL_KEY = "trial";

export interface FallbackStoreOptions {
  readonly store: RelayStore;
  readonly now: () => number;
  /** The most that is kept in the relay's own memory for when the store is down, in bytes. */
  readonly maxBytes: number;
  /** Called once when the store goes down, with its error, and once when it is back, with null. */
  readonly onChange: (cause: { readonly error: unknown } | null) => void;
}

/**
 * A shared store that may go down: the relay then goes on alone with a memory store of its own, which was kept up to
 * date until then, and returns to the shared one by itself.
 */
export class FallbackStore implements WholeStore {
  readonly #options: FallbackStoreOptions;
  readonly #shared: WholeStore;
  readonly #own: WholeStore;
  readonly #listeners = new Set<(message: unknown) => void>();
  #subscription: Promise<(() => void) | null> | null = null;
  #isAlone = false;
  /** When the store last failed, or was last tried again, in ms since the epoch. */
  #triedAtMs = 0;

  constructor(options: FallbackStoreOptions) {
    this.#options = options;
    this.#shared = wholeStore(options.store);
    this.#own = wholeMemoryStore({ now: options.now, maxBytes: options.maxBytes });
  }

  /** Whether the shared store is down. */
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

  /** @returns what ends the subscription; null when the store is down */
  #subscribe(): Promise<(() => void) | null> {
    // A store may throw where it should reject.
    const subscribing = new Promise<() => void>((resolve) =>
      resolve(this.#options.store.subscribe((message) => this.#deliver(message))),
    );
    this.#subscription = withTimeout(subscribing).catch((error: unknown) => {
      // A subscription that is made too late is ended: another will have been made.
      subscribing.then(
        (end) => end(),
        () => undefined,
      );
      this.#goAlone(error);
      return null;
    });
    return this.#subscription;
  }

  #deliver(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  async #attempt<Value>(ask: (store: WholeStore) => Promise<Value>): Promise<Value> {
    if (!this.#isAlone) {
      try {
        return await withTimeout(ask(this.#shared));
      } catch (error) {
        this.#goAlone(error);
      }
    } else if (Math.abs(this.#options.now() - this.#triedAtMs) >= RETRY_MS) void this.#tryAgain();
    return ask(this.#own);
  }

  #goAlone(error: unknown): void {
    this.#triedAtMs = this.#options.now();
    if (this.#isAlone) return;
    this.#isAlone = true;
    this.#options.onChange({ error });
  }

  /** Returns to the shared store if it is back. No visitor waits for that. */
  async #tryAgain(): Promise<void> {
    this.#triedAtMs = this.#options.now();
    try {
      // A write, since a replica can be read though it takes none.
      await withTimeout(this.#options.store.set(TRIAL_KEY, true, RETRY_MS));
    } catch {
      return;
    }
    // The old connection may be dead though it looks open, so a new subscription is made.
    const before = this.#subscription;
    const isSubscribed = this.#listeners.size === 0 || (await this.#subscribe()) !== null;
    void before?.then((end) => end?.());
    if (!isSubscribed) return;
    this.#isAlone = false;
    this.#options.onChange(null);
  }
}

function withTimeout<Value>(work: Promise<Value>): Promise<Value> {
  return withDeadline(TIMEOUT_MS, null, () => work).catch((error: unknown) => {
    throw error instanceof DeadlinePassed ? new Error(`The store did not answer within ${TIMEOUT_MS} ms.`) : error;
  });
}
