import { digestOf } from "../contract/digestOf";

/** What tells one account at one service from every other. */
export interface Identity {
  readonly baseUrl: string;
  /** What is sent with every request, where that never changes. */
  readonly headers: Headers | null;
  /** The name that the account was given, where what is sent changes. */
  readonly account: string | null;
}

/**
 * Stands for an upstream's address and credentials in the names of everything that is kept in a store, so that relays
 * with different ones share neither answers nor budgets. The credentials can't be read back from it.
 */
export function fingerprintOf({ baseUrl, headers, account }: Identity): Promise<string> {
  // `Headers` gives them in the order of their names, in lower case.
  return digestOf(JSON.stringify([baseUrl, headers === null ? null : [...headers], account]));
}
