import type { CachedAnswer } from "../cache/answer/CachedAnswer";
import type { Target } from "../upstream/Target";

/** A yes of the application about one operation. An answer that the relay reads later needs another. */
export interface Grant {
  /** The cached answer when the application was asked. */
  readonly answer: CachedAnswer | null;
}

/** One operation that a visitor may watch. */
export interface SubscriptionRequest {
  /** As the visitor names it: `layers/v1/jobs/job_1`. */
  readonly name: string;
  readonly target: Target;
  /** Its reads are counted in this visitor's share of a key. */
  readonly visitor: string;
  /** The cached answer when the application first said yes; null when there was none. */
  readonly granted: Pick<CachedAnswer, "etag" | "answeredAtMs"> | null;
  /** Asks the application anew whether the visitor may see it; null for a no. */
  readonly ask: () => Promise<Grant | null>;
}
