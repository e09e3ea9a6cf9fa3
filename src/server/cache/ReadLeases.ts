import type { CachedAnswer } from "./CachedAnswer";
import type { StoreStep } from "../store/RelayStore";
import type { SharedAnswers } from "./SharedAnswers";
import type { StoreNames } from "./StoreNames";
import type { WholeStore } from "../store/wholeStore";

/** How long to wait for another relay's read before looking whether it is still there, in ms. */
const LOOK_AGAIN_MS = 250;

export interface Lease {
  /** Whether another relay held it first, and so has just read. */
  readonly waited: boolean;
  /**
   * The step that gives it back, for who has something else to do in the same round trip. Giving it back twice does
   * nothing.
   */
  readonly release: () => readonly StoreStep[];
}

export interface ReadLeasesOptions {
  readonly store: WholeStore;
  readonly names: StoreNames;
  readonly shared: Pick<SharedAnswers, "look" | "answerIn">;
  /** Names this relay among those on the store. */
  readonly relayId: string;
  /** After this a relay that took a lease and was killed has lost it, in ms. */
  readonly leaseMs: number;
}

/** What is known, for a relay that asks for a lease. */
export interface Known {
  /** Takes in what is kept in the store. @returns whether it is news */
  readonly adopt: (answer: CachedAnswer) => boolean;
  /** Whether what has become known meanwhile is enough. */
  readonly isAnswered: () => boolean;
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
   * Resolves when it is this relay's turn to read; what the others know by then has been looked up in the same round
   * trip.
   *
   * @returns null when it is not: another has read.
   * @throws The signal's reason.
   */
  async take(key: string, known: Known, signal: AbortSignal): Promise<Lease | null> {
    const { store, names, shared, relayId, leaseMs } = this.#options;
    const name = await names.nameOf(key);
    const lease = leaseOf(name);
    const own = `${relayId}.${(this.#taken += 1)}`;
    this.#held.add(own);
    let waited = false;
    try {
      for (;;) {
        const [isTaken, holder, kept] = await store.batch([
          ["swap", lease, null, own, leaseMs],
          ["get", [lease]],
          ...shared.look(name),
        ]);
        const answer = shared.answerIn(kept);
        const isNews = answer !== null && known.adopt(answer);
        if (isTaken === true || (await this.#takeBack(lease, holder, own))) break;
        if (!(isNews && known.isAnswered())) await this.#newsOf(key, signal);
        waited = true;
        if (!known.isAnswered()) continue;
        this.#held.delete(own);
        return null;
      }
    } catch (error) {
      this.#held.delete(own);
      throw error;
    }
    return {
      waited,
      release: () => (this.#held.delete(own) ? [["swap", lease, own, null, 0]] : []),
    };
  }

  /** Gives a lease back, unless that has been done. */
  async release(lease: Lease): Promise<void> {
    const steps = lease.release();
    if (steps.length > 0) await this.#options.store.batch(steps);
  }

  /** There is news of an operation: who waits for its lease looks again. */
  wake(key: string): void {
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }

  /**
   * A store that was away may do what was asked of it too late, or never: a lease of this relay that it does not know
   * of is free.
   */
  async #takeBack(lease: string, holder: unknown, own: string): Promise<boolean> {
    const { store, relayId, leaseMs } = this.#options;
    return (
      typeof holder === "string" &&
      holder.startsWith(`${relayId}.`) &&
      !this.#held.has(holder) &&
      store.swap(lease, holder, own, leaseMs)
    );
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

function leaseOf(name: string): string {
  return `lease:{${name}}`;
}
