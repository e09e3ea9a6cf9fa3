/**
 * A store that relays share, in a few methods that memory, Redis or any other store can have. Every value is plain JSON
 * with a time to live. The store never gets an upstream's key; the answers in it are as private as their operations.
 *
 * A method may reject: the relay then goes on alone with its own memory, and reports it to `onError`. The last two
 * methods are for speed: without them the relay does the same by the other five, in more round trips.
 */
export interface RelayStore {
  /**
   * The value of the first of `keys` that has one; null when none has. A value that can't be parsed is no reason to
   * reject: it is passed over, or given as text.
   */
  get(keys: readonly string[]): Promise<unknown>;
  /** Stores a value for `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /**
   * Replaces `expected` by `next` atomically: of many callers who expect the same, one gets true. Null stands for no
   * value: `swap(key, null, me, ttlMs)` acquires a lease, `swap(key, me, null, 0)` releases it.
   */
  swap(key: string, expected: string | null, next: string | null, ttlMs: number): Promise<boolean>;
  /** Publishes a message to every relay on the store, this one included. */
  publish(message: unknown): Promise<void>;
  /** Receives what is published from now on. @returns what ends the subscription */
  subscribe(listener: (message: unknown) => void): Promise<() => void>;
  /**
   * Runs several of the above in this order, in one round trip. The keys of a batch are about one operation, and have
   * the same text in braces: Redis Cluster's hash tag.
   *
   * @returns the result of each
   */
  readonly batch?: ((steps: readonly StoreStep[]) => Promise<unknown[]>) | undefined;
  /**
   * Takes one read out of a budget if one is left, atomically: relays that ask at the same time never get the same.
   */
  readonly spend?: ((key: string, spending: Spending, ttlMs: number) => Promise<Spent>) | undefined;
}

/** A store with all its methods. */
export type WholeStore = RelayStore & {
  readonly batch: NonNullable<RelayStore["batch"]>;
  readonly spend: NonNullable<RelayStore["spend"]>;
};

/** A method's name and arguments. */
export type StoreStep =
  | readonly ["get", readonly string[]]
  | readonly ["set", string, unknown, number]
  | readonly ["swap", string, string | null, string | null, number]
  | readonly ["publish", unknown];

/** A request for one read, to be sent now. */
export interface Spending {
  /** The time by the caller's clock, in ms since the epoch. */
  readonly nowMs: number;
  /** The length of the window in seconds, the running one included; older reads are dropped. */
  readonly windowSeconds: number;
  /** The read is taken only where fewer than this are in the window. 0 takes none; Infinity is no limit. */
  readonly allowed: number;
  /** The read is taken only where fewer than this are in the running second. */
  readonly inOneSecond: number;
  /**
   * No relay takes a read before this, in ms since the epoch; 0 for no hold. An earlier hold that lasts longer stays.
   */
  readonly holdUntilMs: number;
}

/** A budget after a request for a read. Plain JSON. */
export interface Spent {
  readonly taken: boolean;
  readonly heldUntilMs: number;
  /** Pairs: a second since the epoch, and how many reads were taken in it. */
  readonly reads: readonly (readonly [number, number])[];
}
