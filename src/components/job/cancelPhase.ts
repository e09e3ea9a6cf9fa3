import type { CancelJobResult } from "../../hooks/action/useCancelJob";
import type { Job } from "../../providers/layers/job";

/** How the wish to cancel stands. `refused`: this stage can't be interrupted. `failed`: it was not heard. */
export type CancelPhase = "idle" | "pending" | "accepted" | "refused" | "failed";

/** A job's cancellation, as a screen offers it. */
export interface CancelControl {
  readonly phase: CancelPhase;
  readonly cancel: () => void;
}

export interface CancelMutation {
  readonly isPending: boolean;
  readonly data: CancelJobResult | undefined;
  readonly error: Error | null;
}

/** Tells how a cancellation stands. A refusal is about one stage, and is forgotten when the job has moved on. */
export function cancelPhase({ isPending, data, error }: CancelMutation, job: Job | undefined): CancelPhase {
  if (isPending) return "pending";
  if (error !== null) return "failed";
  if (data?.accepted) return "accepted";
  if (data?.reason !== "JOB_CANCEL_UNAVAILABLE") return "idle";
  return data.stage === undefined || data.stage === job?.stage ? "refused" : "idle";
}
