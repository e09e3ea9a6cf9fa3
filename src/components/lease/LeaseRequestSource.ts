import type { LeaseRequest } from "../../providers/layers/leaseRequest";
import type { WireJson } from "../../operations/WireJson";

/** The lease request that a component shows, by value or by its id and its project's. */
export type LeaseRequestSource = {
  /**
   * Draws this request without asking a server; wins over `requestId`. A value as the hooks give it, or the service's
   * JSON.
   */
  readonly leaseRequest?: LeaseRequest | WireJson | null | undefined;
} & (
  | {
      /** The project of the request to watch; needed to read the request. */
      readonly projectId: string | null | undefined;
      /** Watches this request of the project; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
      readonly requestId?: string | null | undefined;
    }
  | { readonly projectId?: never; readonly requestId?: null | undefined }
);
