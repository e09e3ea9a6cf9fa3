import type { PushedChange } from "./pushWire";

/** The operations that are pushed, and to whom. */
export interface Coverage {
  readonly names: readonly string[];
  /** The relay's tag of the session that the stream was opened in; null while none is open. */
  readonly session: string | null;
}

export const NO_COVERAGE: Coverage = { names: [], session: null };

/** The last change of each operation. */
export type LatestChanges = Map<string, PushedChange>;

/**
 * Drops the changes of operations that are covered no more; an operation that is not covered yet keeps its own, since
 * a stream tells what is known before it says what it covers.
 */
export function forgetUncovered(latest: LatestChanges, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  for (const name of latest.keys()) if (now.size === 0 || (before.has(name) && !now.has(name))) latest.delete(name);
}

/** Drops the changes that were pushed to any other session. */
export function forgetOtherSessions(latest: LatestChanges, session: string): void {
  for (const [name, change] of latest) if (change.session !== session) latest.delete(name);
}
