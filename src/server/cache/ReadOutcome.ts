import type { CachedAnswer } from "./CachedAnswer";
import type { Failure } from "../upstream/readOnce";

/**
 * What a read gives: an answer, or why there is none; with `refused`, the visitor who alone has used up their share of
 * the key.
 */
export type ReadOutcome =
  | {
      readonly kind: "known";
      readonly answer: CachedAnswer;
      readonly isStale: boolean;
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      readonly retryAfterMs: number | undefined;
      readonly refused?: string | null;
    };

/** What is known, as a reading. */
export function knownOutcome(answer: CachedAnswer): ReadOutcome {
  return { kind: "known", answer, isStale: false, retryAfterMs: undefined };
}
