import type { Job } from "../../providers/layers/job";
import type { WireJson } from "../../operations/WireJson";

/** The job that a component shows, by id or by value. */
export interface JobSource {
  /** Watches this job; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly jobId?: string | null | undefined;
  /** Draws this job without asking a server; wins over `jobId`. A value as the hooks give it, or the service's JSON. */
  readonly job?: Job | WireJson | null | undefined;
}
