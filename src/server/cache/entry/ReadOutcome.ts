import type { Failure } from "../../upstream/readOnce";
import type { CachedAnswer } from "../answer/CachedAnswer";

/** The outcome of a read: an answer, or the failure that there is instead. */
export type ReadOutcome =
  | {
      readonly kind: "known";
      readonly answer: CachedAnswer;
      /** Whether the upstream can't be asked, so that the answer may be out of date. */
      readonly isStale: boolean;
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      readonly retryAfterMs: number | undefined;
      /** The visitor who has used up their own share of the key, where that is why. */
      readonly refused?: string | null;
    };

/** An up-to-date answer, as an outcome. */
export function knownOutcome(answer: CachedAnswer): ReadOutcome {
  return { kind: "known", answer, isStale: false, retryAfterMs: undefined };
}
