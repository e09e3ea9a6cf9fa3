import { memoryStore } from "./memoryStore";
import type { RelayStore } from "./RelayStore";

/** A store that does not answer is given up on after this, in ms: visitors wait for it. */
const TIMEOUT_MS = 1_000;
/** How often a store that was down is tried again, in ms. */
const RETRY_MS = 2_000;

export interface FallbackStoreOptions {
  readonly store: RelayStore;
  readonly now: () => number;
  /** Told once when the store is lost, with what it threw, and once when it is back, with null. */
  readonly onChange: (cause: { readonly error: unknown } | null) => void;
}

/**
 * A shared store that may go down: the relay then goes on alone, with a memory of its own that has been kept up to date so far, and comes
 * back by itself.
 */
export class FallbackStore implements RelayStore {
  readonly #options: FallbackStoreOptions;
  readonly #own: RelayStore;
  readonly #listeners = new Set<(message: unknown) => void>();
  #subscription: Promise<(() => void) | null> | null = null;
  #lostAtMs: number | null = null;

  constructor(options: FallbackStoreOptions) {
    this.#options = options;
    this.#own = memoryStore({ now: options.now });
  }

  /** Whether the relay goes on alone at present. */
  get isAlone(): boolean {
    return this.#lostAtMs !== null;
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
    if (swapped && !this.isAlone && next !== null) await this.#own.set(key, next, ttlMs);
    else if (swapped && !this.isAlone) await this.#own.set(key, next, 0);
    return swapped;
  }

  publish(message: unknown): Promise<void> {
    return this.#attempt((store) => store.publish(message));
  }

  async subscribe(listener: (message: unknown) => void): Promise<() => void> {
    this.#listeners.add(listener);
    await this.#subscribe();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      void this.#subscription?.then((end) => end?.());
      this.#subscription = null;
    };
  }

  async #subscribe(): Promise<void> {
    this.#subscription ??= within(this.#options.store.subscribe((message) => this.#tell(message))).catch((error: unknown) => {
      this.#lose(error);
      this.#subscription = null;
      return null;
    });
    await this.#subscription;
  }

  #tell(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  async #attempt<Value>(ask: (store: RelayStore) => Promise<Value>): Promise<Value> {
    const { store, now } = this.#options;
    if (this.#lostAtMs !== null && now() - this.#lostAtMs < RETRY_MS) return ask(this.#own);
    try {
      const value = await within(ask(store));
      if (this.#lostAtMs !== null) await this.#regain();
      return value;
    } catch (error) {
      this.#lose(error);
      return ask(this.#own);
    }
  }

  #lose(error: unknown): void {
    const wasLost = this.#lostAtMs !== null;
    this.#lostAtMs = this.#options.now();
    if (!wasLost) this.#options.onChange({ error });
  }

  async #regain(): Promise<void> {
    this.#lostAtMs = null;
    if (this.#subscription === null && this.#listeners.size > 0) await this.#subscribe();
    if (this.#lostAtMs === null) this.#options.onChange(null);
  }
}

function within<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The store did not answer within ${TIMEOUT_MS} ms.`)), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
