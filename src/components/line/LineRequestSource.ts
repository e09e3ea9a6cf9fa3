import type { LineRequest } from "../../providers/tuco/lineRequest";
import type { WireJson } from "../../operations/WireJson";

/** Which line request a component shows. */
export interface LineRequestSource {
  /** Watches this request; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly lineRequestId?: string | null | undefined;
  /**
   * Draws this request and asks nobody; goes before `lineRequestId`. A value as the hooks give it, or the service's
   * JSON.
   */
  readonly lineRequest?: LineRequest | WireJson | null | undefined;
}
