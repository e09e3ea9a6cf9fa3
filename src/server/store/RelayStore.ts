/**
 * What relays share, in a few words that memory, Redis or any other store can speak. Everything in it is plain JSON
 * with a time to live. No key of the relay's is ever put in; the answers are as private as the operations they are
 * about.
 *
 * A method may reject: the relay then goes on alone with what it has in memory, and says so to `onError`. The last two
 * are for speed: without them the relay does the same by the other five, in more round trips.
 */
export interface RelayStore {
  /**
   * The value of the first of `keys` that has one; null when none has. It never rejects for what stands there: one that
   * can't be read is passed over, or given as text.
   */
  get(keys: readonly string[]): Promise<unknown>;
  /** Keeps a value for `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /**
   * Puts `next` in the place of `expected`, all in one: of many callers who expect the same, one gets true. Null stands
   * for nothing: `swap(key, null, me, ttlMs)` takes a lease, `swap(key, me, null, 0)` gives it back.
   */
  swap(key: string, expected: string | null, next: string | null, ttlMs: number): Promise<boolean>;
  /** Tells every relay on the store, this one included. */
  publish(message: unknown): Promise<void>;
  /** Hears what is published, from now on. @returns what ends it */
  subscribe(listener: (message: unknown) => void): Promise<() => void>;
  /**
   * Does several of the above in this order, in one round trip. The keys of one batch are about one operation: what is
   * in braces is the same in all of them, as Redis Cluster's hash tags want it.
   *
   * @returns what each of the methods would have given
   */
  readonly batch?: ((steps: readonly StoreStep[]) => Promise<unknown[]>) | undefined;
  /**
   * Takes one read out of a budget if it has one left, all in one: however many relays ask at once, no read is given
   * twice.
   */
  readonly spend?: ((key: string, spending: Spending, ttlMs: number) => Promise<Spent>) | undefined;
}

/** A method's name and its arguments. */
export type StoreStep =
  | readonly ["get", readonly string[]]
  | readonly ["set", string, unknown, number]
  | readonly ["swap", string, string | null, string | null, number]
  | readonly ["publish", unknown];

/** One read that is to be sent now. */
export interface Spending {
  /** Now, in ms since the epoch, by the clock of whoever asks. */
  readonly nowMs: number;
  /** Reads of so many seconds count, the running one included; older ones are dropped. */
  readonly windowSeconds: number;
  /** The read is taken only where fewer than this count already. 0 takes none; Infinity is no limit. */
  readonly allowed: number;
  /** And only where fewer than this fall into the running second. */
  readonly inOneSecond: number;
  /**
   * No read is taken before this, in ms since the epoch, by nobody; one that is kept already is never shortened. 0 for
   * none.
   */
  readonly holdUntilMs: number;
}

/** A budget as it stands after that. Plain JSON. */
export interface Spent {
  readonly taken: boolean;
  readonly heldUntilMs: number;
  /** Second since the epoch, and how many reads fall into it. */
  readonly reads: readonly (readonly [number, number])[];
}
