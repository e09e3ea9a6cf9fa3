import type { Job } from "../../providers/layers/job";

/** Why a job failed. All of it is untrusted text. */
export interface JobFailure {
  readonly code: string | null;
  readonly message: string | null;
  /** The provider's id of the request; null where the error has none: then the job's id is quoted. */
  readonly requestId: string | null;
}

/** The failure of a failed job; null for any other. */
export function jobFailure(job: Job): JobFailure | null {
  if (job.outcome !== "failure") return null;
  const error: { readonly code?: unknown; readonly message?: unknown; readonly requestId?: unknown } = job.error ?? {};
  return { code: text(error.code), message: text(error.message), requestId: text(error.requestId) };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}
