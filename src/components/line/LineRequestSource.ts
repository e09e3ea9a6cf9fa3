import type { LineRequest } from "../../operations/lineRequest";

/** Which line request a component shows. */
export interface LineRequestSource {
  /** Watches this request; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly lineRequestId?: string | null | undefined;
  /** Draws this request and asks nobody; goes before `lineRequestId`. */
  readonly lineRequest?: LineRequest | null | undefined;
}
