import { digestOf } from "../contract/digestOf";

/** Tells one account at one service from every other. */
export interface Identity {
  readonly baseUrl: string;
  /** The headers of every request, where they are fixed. */
  readonly headers: Headers | null;
  /** The `account` from the options, where the headers change. */
  readonly account: string | null;
}

/**
 * Stands for an upstream's address and credentials in the keys of a store, so that relays with different ones share
 * neither answers nor budgets. The credentials can't be read back from it.
 */
export function fingerprintOf({ baseUrl, headers, account }: Identity): Promise<string> {
  // `Headers` iterates in the order of their lower-case names.
  return digestOf(JSON.stringify([baseUrl, headers === null ? null : [...headers], account]));
}
