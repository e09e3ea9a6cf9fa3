import type { Job } from "../../operations/job";

/** Which job a component shows. */
export interface JobSource {
  /** Watches this job; null while there is none yet. Needs TanStack's `QueryClientProvider`. */
  readonly jobId?: string | null | undefined;
  /** Draws this job and asks nobody; goes before `jobId`. */
  readonly job?: Job | null | undefined;
}
