import type { CancelJobResult } from "../../hooks/action/useCancelJob";
import type { Job } from "../../providers/layers/job";

/** The state of a cancellation. `refused`: the job can't be canceled at this stage. `failed`: the request failed. */
export type CancelPhase = "idle" | "pending" | "accepted" | "refused" | "failed";

/** The cancellation of a job, as its parts offer it. */
export interface CancelControl {
  readonly phase: CancelPhase;
  readonly cancel: () => void;
}

export interface CancelMutation {
  readonly isPending: boolean;
  readonly data: CancelJobResult | undefined;
  readonly error: Error | null;
}

/** The phase of a cancellation. A refusal concerns one stage, and is dropped once the job is at another. */
export function cancelPhase({ isPending, data, error }: CancelMutation, job: Job | undefined): CancelPhase {
  if (isPending) return "pending";
  if (error !== null) return "failed";
  if (data?.accepted) return "accepted";
  if (data?.reason !== "JOB_CANCEL_UNAVAILABLE") return "idle";
  return data.stage === undefined || data.stage === job?.stage ? "refused" : "idle";
}
