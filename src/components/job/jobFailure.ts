import type { Job } from "../../providers/layers/job";

/** Why a job failed, as far as it says. All of it is untrusted text. */
export interface JobFailure {
  readonly code: string | null;
  readonly message: string | null;
  /** The provider's id of the request; null where the error has none, and the job's own id is what to quote. */
  readonly requestId: string | null;
}

/** The failure of a job that failed, else null. */
export function jobFailure(job: Job): JobFailure | null {
  if (job.outcome !== "failure") return null;
  const error: { readonly code?: unknown; readonly message?: unknown; readonly requestId?: unknown } = job.error ?? {};
  return { code: text(error.code), message: text(error.message), requestId: text(error.requestId) };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
