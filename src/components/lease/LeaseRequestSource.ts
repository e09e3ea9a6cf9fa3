import type { LeaseRequest } from "../../operations/leaseRequest";
import type { WireJson } from "../../operations/WireJson";

/** Which lease request a component shows. */
export interface LeaseRequestSource {
  /** The project of the request to watch. */
  readonly projectId?: string | null | undefined;
  /** Watches this request of the project; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly requestId?: string | null | undefined;
  /** Draws this request and asks nobody; goes before `requestId`. A value as the hooks give it, or the service's JSON. */
  readonly leaseRequest?: LeaseRequest | WireJson | null | undefined;
}
