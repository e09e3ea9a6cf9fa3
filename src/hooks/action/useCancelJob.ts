import type { UseMutationResult } from "@tanstack/react-query";
import { act } from "../../client/act";
import { cancelJobAction } from "../../providers/actions";
import { jobOperation } from "../../providers/layers/job";
import { OperationError } from "../../operations/error/OperationError";
import { actionKey } from "./actionKey";
import { pollAfterAction } from "./pollAfterAction";
import { useActionMutation } from "./useActionMutation";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";

/** What came of asking a job to stop. */
export interface CancelJobResult {
  readonly jobId: string;
  /** Whether it will stop. It goes on until its status says `canceled`, and may still complete. */
  readonly accepted: boolean;
  /**
   * Why not: `ALREADY_COMPLETED`, `ALREADY_FAILED` or `ALREADY_CANCELED` when it had ended, `JOB_CANCEL_UNAVAILABLE`
   * when its present stage can't be interrupted.
   */
  readonly reason?: string | undefined;
  /** The stage that can't be interrupted. */
  readonly stage?: string | undefined;
}

/**
 * Asks a job to stop. That it had ended already, or can't be stopped at this stage, is an answer and not an error. Once
 * accepted, the job is polled promptly until its status flips.
 *
 * @throws Never: `mutate()` reports in `error`, and only `mutateAsync()` rejects.
 * @example
 * const cancel = useCancelJob(jobId);
 * <button onClick={() => cancel.mutate()} disabled={cancel.isPending}>Cancel</button>
 * {cancel.data?.reason === "JOB_CANCEL_UNAVAILABLE" && <p>This stage can't be canceled.</p>}
 */
export function useCancelJob(jobId: string): UseMutationResult<CancelJobResult, OperationError, void> {
  const client = useLongrunClient();
  const queryClient = useNearestQueryClient(jobOperation.name);
  return useActionMutation({
    mutationKey: actionKey(cancelJobAction, { jobId }, client),
    mutationFn: () =>
      act(client, cancelJobAction, { jobId }).then((body) => readAnswer(jobId, body), readRefusal(jobId)),
    onSuccess: ({ accepted }) => pollAfterAction(queryClient, client, jobOperation, { jobId }, accepted),
  });
}

function readAnswer(jobId: string, body: unknown): CancelJobResult {
  const { accepted, reason } = body as { readonly accepted?: unknown; readonly reason?: unknown };
  return { jobId, accepted: accepted === true, ...(typeof reason === "string" ? { reason } : {}) };
}

/** The documented 409 of a stage that refuses is a result; any other error stays one. */
function readRefusal(jobId: string): (error: unknown) => CancelJobResult {
  return (error) => {
    if (error instanceof OperationError && error.httpStatus === 409) {
      const { subcode, stage } = (error.details ?? {}) as { readonly subcode?: unknown; readonly stage?: unknown };
      if (subcode === "JOB_CANCEL_UNAVAILABLE")
        return { jobId, accepted: false, reason: subcode, ...(typeof stage === "string" ? { stage } : {}) };
    }
    throw error;
  };
}
