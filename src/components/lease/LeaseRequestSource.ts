import type { LeaseRequest } from "../../providers/layers/leaseRequest";
import type { WireJson } from "../../operations/WireJson";

/** Which lease request a component shows: one that is drawn, or one that is watched by its id and its project's. */
export type LeaseRequestSource = {
  /**
   * Draws this request and asks nobody; goes before `requestId`. A value as the hooks give it, or the service's JSON.
   */
  readonly leaseRequest?: LeaseRequest | WireJson | null | undefined;
} & (
  | {
      /** The project of the request to watch, which a request is read by. */
      readonly projectId: string | null | undefined;
      /** Watches this request of the project; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
      readonly requestId?: string | null | undefined;
    }
  | { readonly projectId?: never; readonly requestId?: null | undefined }
);
