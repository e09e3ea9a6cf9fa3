import type { LineRequest } from "../../providers/tuco/lineRequest";
import type { WireJson } from "../../operations/WireJson";

/** The line request that a component shows, by id or by value. */
export interface LineRequestSource {
  /** Watches this request; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly lineRequestId?: string | null | undefined;
  /**
   * Draws this request without asking a server; wins over `lineRequestId`. A value as the hooks give it, or the
   * service's JSON.
   */
  readonly lineRequest?: LineRequest | WireJson | null | undefined;
}
