import type { RelayStore } from "./RelayStore";

/** How long to wait for another relay's read before looking whether it is still there, in ms. */
const LOOK_AGAIN_MS = 250;

export interface Lease {
  /** Whether another relay held it first, and so has just read. */
  readonly waited: boolean;
  readonly release: () => Promise<void>;
}

export interface ReadLeasesOptions {
  readonly store: RelayStore;
  /** Names this relay among those on the store. */
  readonly relayId: string;
  /** After this a relay that took a lease and was killed has lost it, in ms. */
  readonly leaseMs: number;
}

/** Whose turn it is to read, of all relays on one store. */
export class ReadLeases {
  readonly #options: ReadLeasesOptions;
  readonly #waiting = new Map<string, Set<() => void>>();
  /** What this relay holds, or is about to. */
  readonly #held = new Set<string>();
  #taken = 0;

  constructor(options: ReadLeasesOptions) {
    this.#options = options;
  }

  /**
   * Resolves when it is this relay's turn to read.
   *
   * @param isAnswered Whether what has become known while it waited is enough.
   * @returns null when it is: another has read.
   * @throws The signal's reason.
   */
  async take(key: string, isAnswered: () => boolean, signal: AbortSignal): Promise<Lease | null> {
    const { store, relayId, leaseMs } = this.#options;
    const name = `lease:${key}`;
    const own = `${relayId}.${(this.#taken += 1)}`;
    this.#held.add(own);
    let waited = false;
    try {
      while (!(await store.swap(name, null, own, leaseMs)) && !(await this.#takeBack(name, own))) {
        waited = true;
        await this.#newsOf(key, signal);
        if (!isAnswered()) continue;
        this.#held.delete(own);
        return null;
      }
    } catch (error) {
      this.#held.delete(own);
      throw error;
    }
    return {
      waited,
      release: async () => {
        await store.swap(name, own, null, 0);
        this.#held.delete(own);
      },
    };
  }

  /** There is news of an operation: who waits for its lease looks again. */
  wake(key: string): void {
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }

  /** A store that was away may do what was asked of it too late, or never: a lease of this relay that it does not know of is free. */
  async #takeBack(name: string, own: string): Promise<boolean> {
    const { store, relayId, leaseMs } = this.#options;
    const holder = await store.get([name]);
    return typeof holder === "string" && holder.startsWith(`${relayId}.`) && !this.#held.has(holder) && store.swap(name, holder, own, leaseMs);
  }

  #newsOf(key: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(key);
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const stop = (): void => {
        leave();
        reject(signal.reason);
      };
      const timer = setTimeout(wake, LOOK_AGAIN_MS);
      waiting.add(wake);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }
}
