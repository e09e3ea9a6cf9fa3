import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { requestLeaseAction, type LeaseRequestInput } from "../operations/actions";
import { leaseRequestOperation, type LeaseRequest } from "../operations/leaseRequest";
import type { OperationError } from "../operations/OperationError";
import { parseOperation } from "../operations/parseOperation";
import { actionRetry } from "./actionRetry";
import { operationKey } from "./operationKey";
import { settledAttempt, useIdempotencyKeys } from "./useIdempotencyKeys";
import { useLongrunClient } from "./useLongrunClient";

/**
 * Asks for leased accounts. The answer is the lease request, put where `useLeaseRequest` finds it; pass its `requestId` there to watch it.
 * Makes its own Idempotency-Key: trying again after a time-out never asks twice.
 *
 * @example
 * const lease = useRequestLease(projectId);
 * <button onClick={() => lease.mutate({ count: 5, niche: { vertical: "coffee", geo: ["US"] } })}>Request 5 accounts</button>
 * {lease.data && <LeaseRequestCard projectId={projectId} requestId={lease.data.requestId} />}
 */
export function useRequestLease(projectId: string): UseMutationResult<LeaseRequest, OperationError, LeaseRequestInput> {
  const client = useLongrunClient();
  const queryClient = useQueryClient();
  const keys = useIdempotencyKeys();
  return useMutation<LeaseRequest, OperationError, LeaseRequestInput>({
    mutationFn: async (input) => {
      const body = await client.act(requestLeaseAction, { projectId }, { body: { projectId, ...input }, idempotencyKey: keys.keyFor(input) });
      return parseOperation(leaseRequestOperation, body, null);
    },
    onSuccess: (request) => {
      const params = { projectId, requestId: request.requestId };
      client.touch(leaseRequestOperation, params);
      queryClient.setQueryData(operationKey(leaseRequestOperation, params, client), request);
    },
    onSettled: (_request, error, input) => settledAttempt(keys, input, error),
    ...actionRetry,
  });
}
