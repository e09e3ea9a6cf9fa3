import type { StoreStep, WholeStore } from "./RelayStore";

/** How long to wait for another relay's read before looking whether it still holds the lease, in ms. */
const LOOK_AGAIN_MS = 250;
/** The value of a lease: the relay, and the number of its read. */
const LEASE = /^.+\.\d+$/;

export interface Lease {
  /** Whether another relay held it first, and so has just read. */
  readonly waited: boolean;
  /** The step that releases it, to be sent along with others. None once it has been asked for. */
  readonly release: () => readonly StoreStep[];
}

export interface ReadLeasesOptions {
  readonly store: WholeStore;
  /** Names an operation in the store, by its key. */
  readonly names: { nameOf(key: string): Promise<string> };
  /** This relay, among those on the store. */
  readonly relayId: string;
  /** A lease that was not released, since its relay was killed, lapses after this, in ms. */
  readonly leaseMs: number;
}

/** What the caller knows, and looks up in the same round trip that asks for the lease. */
export interface LeaseLookup {
  /** The step that looks up what other relays know; none where nothing is shared. @param name The name in the store. */
  readonly steps: (name: string) => readonly StoreStep[];
  /** Receives what was found. @returns whether it was new */
  readonly receive: (found: unknown) => boolean;
  /** Whether what has become known meanwhile makes the read unnecessary. */
  readonly isAnswered: () => boolean;
}

/** The leases on reads: of all relays on one store, one at a time reads an operation. */
export class ReadLeases {
  readonly #options: ReadLeasesOptions;
  readonly #waiting = new Map<string, Set<() => void>>();
  /** The leases that this relay holds, or is about to. */
  readonly #held = new Set<string>();
  #acquired = 0;

  constructor(options: ReadLeasesOptions) {
    this.#options = options;
  }

  /**
   * Waits until it is this relay's turn to read.
   *
   * @returns null when another relay's read has made this one unnecessary.
   * @throws The signal's reason.
   */
  async acquire(key: string, lookup: LeaseLookup, signal: AbortSignal): Promise<Lease | null> {
    const { store, names, relayId, leaseMs } = this.#options;
    const name = await names.nameOf(key);
    const lease = `lease:{${name}}`;
    const own = `${relayId}.${(this.#acquired += 1)}`;
    this.#held.add(own);
    let waited = false;
    try {
      for (;;) {
        const [isAcquired, holder, found] = await store.batch([
          ["swap", lease, null, own, leaseMs],
          ["get", [lease]],
          ...lookup.steps(name),
        ]);
        const isNew = lookup.receive(found);
        if (isAcquired === true || (await this.#replace(lease, holder, own))) break;
        if (!(isNew && lookup.isAnswered())) await this.#woken(key, signal);
        waited = true;
        if (!lookup.isAnswered()) continue;
        this.#held.delete(own);
        return null;
      }
    } catch (error) {
      this.#held.delete(own);
      throw error;
    }
    return { waited, release: () => (this.#held.delete(own) ? [["swap", lease, own, null, 0]] : []) };
  }

  /** Releases a lease; a second time does nothing. */
  async release(lease: Lease): Promise<void> {
    const steps = lease.release();
    if (steps.length > 0) await this.#options.store.batch(steps);
  }

  /** Lets those who wait for an operation's lease look again at once, since there is a new answer. */
  wake(key: string): void {
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }

  /**
   * Acquires a lease whose place is held by no read: by our own lease left over from a store outage, which acquired it
   * too late or never released it, or by something that is no lease, which may never lapse.
   */
  async #replace(lease: string, holder: unknown, own: string): Promise<boolean> {
    const { store, relayId, leaseMs } = this.#options;
    if (holder === null || holder === undefined) return false;
    if (typeof holder === "string") {
      const isLeftOver = holder.startsWith(`${relayId}.`) && !this.#held.has(holder);
      return (isLeftOver || !LEASE.test(holder)) && store.swap(lease, holder, own, leaseMs);
    }
    // A swap expects a text. Of relays that do this at the same time each may read, once.
    await store.set(lease, own, leaseMs);
    return true;
  }

  /** Resolves when the operation is woken, or when it is time to look again. @throws The signal's reason. */
  #woken(key: string, signal: AbortSignal): Promise<void> {
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
