import type { Action } from "../../providers/actions";
import type { AnyOperation } from "../../operations/defineOperation";

/** One service behind the relay, checked and ready to be asked. */
export interface Upstream {
  readonly name: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Names its address and credentials in a store; see `fingerprintOf`. */
  readonly fingerprint: Promise<string>;
  /** The key's limit, where it was given. */
  readonly readsPerMinute: number | undefined;
  /** What its webhooks are signed with; null where it posts none here. */
  readonly webhookSecret: string | null;
  /** With the key. Called for every request. */
  readonly headers: () => Promise<Headers>;
  /**
   * What must not stand in an answer, of headers that were made for one request; none where they are the same for all,
   * and known.
   */
  readonly secretsIn: (headers: Headers) => readonly string[];
  /** What may be read. */
  readonly operations: readonly AnyOperation[];
  /** What may be done. */
  readonly actions: readonly Action[];
}
