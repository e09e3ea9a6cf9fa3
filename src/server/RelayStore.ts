/**
 * What relays share, in a few words that memory, Redis or any other store can speak. Everything in it is plain JSON with a time to live.
 * No key of the relay's is ever put in; the answers are as private as the operations they are about.
 *
 * A method may reject: the relay then goes on alone with what it has in memory, and says so to `onError`.
 */
export interface RelayStore {
  /** The value of the first of `keys` that has one; null when none has. */
  get(keys: readonly string[]): Promise<unknown>;
  /** Keeps a value for `ttlMs`. */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /**
   * Puts `next` in the place of `expected`, all in one: of many callers who expect the same, one gets true. Null stands for nothing:
   * `swap(key, null, me, ttlMs)` takes a lease, `swap(key, me, null, 0)` gives it back.
   */
  swap(key: string, expected: string | null, next: string | null, ttlMs: number): Promise<boolean>;
  /** Tells every relay on the store, this one included. */
  publish(message: unknown): Promise<void>;
  /** Hears what is published, from now on. @returns what ends it */
  subscribe(listener: (message: unknown) => void): Promise<() => void>;
}
