import type { Outcome } from "./Outcome";

/** What every operation's value has, whatever else it has. */
export interface OperationValue {
  readonly status: string;
  readonly rawStatus: string;
  readonly outcome: Outcome | null;
  readonly isTerminal: boolean;
  readonly progress: number | null;
  readonly stage?: string | null | undefined;
  readonly etag?: string | undefined;
}
