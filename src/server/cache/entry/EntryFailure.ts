import type { Failure } from "../../upstream/readOnce";

/** The failure of an operation's last read. */
export interface EntryFailure {
  readonly failure: Failure;
  /** Reads that failed since the last good one; 0 where none was sent, since the key's reads were used up. */
  readonly count: number;
  readonly atMs: number;
  /** The upstream is not asked before this, in ms since the epoch. */
  readonly untilMs: number;
}
