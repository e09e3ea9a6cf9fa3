import type { Action } from "../../operations/Operation";
import type { AnyOperation } from "../../operations/Operation";

/** A service behind the relay, with checked options. */
export interface Upstream {
  readonly name: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Stands for its address and credentials in the keys of a store; see `fingerprintOf`. */
  readonly fingerprint: Promise<string>;
  /** The key's limit from the options, if any. */
  readonly readsPerMinute: number | undefined;
  /** The secret that signs its webhooks; null where none are received. */
  readonly webhookSecret: string | null;
  /** The headers with the key; called for every request. */
  readonly headers: () => Promise<Headers>;
  /**
   * The secrets in headers that were made for one request; none where the headers are fixed, and so their secrets known
   * for good.
   */
  readonly secretsIn: (headers: Headers) => readonly string[];
  /** The operations that may be read. */
  readonly operations: readonly AnyOperation[];
  /** The actions that may be taken. */
  readonly actions: readonly Action[];
}
