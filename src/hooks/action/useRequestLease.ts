import type { UseMutationResult } from "@tanstack/react-query";
import { act } from "../../client/act";
import { requestLeaseAction, type LeaseRequestInput } from "../../providers/actions";
import { leaseRequestOperation, type LeaseRequest } from "../../providers/layers/leaseRequest";
import type { OperationError } from "../../operations/error/OperationError";
import { invalidResponse, parseOperation } from "../../operations/value/parseOperation";
import { actionKey } from "./actionKey";
import { operationKey } from "../options/operationKey";
import { useActionMutation } from "./useActionMutation";
import { useIdempotencyKeys } from "./useIdempotencyKeys";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";

/**
 * Asks for leased accounts. The answer is the lease request, put where `useLeaseRequest` finds it; pass its `requestId`
 * there to watch it. Makes its own Idempotency-Key: trying again after a time-out never asks twice.
 *
 * @example
 * const lease = useRequestLease(projectId);
 * <button onClick={() => lease.mutate({ count: 5, niche: { vertical: "coffee", geo: ["US"] } })}>Request 5
 * accounts</button> {lease.data && <LeaseRequestCard projectId={projectId} requestId={lease.data.requestId} />}
 */
export function useRequestLease(projectId: string): UseMutationResult<LeaseRequest, OperationError, LeaseRequestInput> {
  const client = useLongrunClient();
  const queryClient = useNearestQueryClient(leaseRequestOperation.name);
  const keys = useIdempotencyKeys();
  return useActionMutation<LeaseRequest, LeaseRequestInput>({
    mutationKey: actionKey(requestLeaseAction, { projectId }, client),
    onMutate: (input) => keys.begin({ ...input, projectId }),
    mutationFn: async (input) => {
      const body = { ...input, projectId };
      const request = parseOperation(
        leaseRequestOperation,
        await act(client, requestLeaseAction, { projectId }, { body, idempotencyKey: keys.keyFor(body) }),
        null,
      );
      if ((request.projectId ?? projectId) !== projectId)
        throw invalidResponse(leaseRequestOperation, "it is about another projectId");
      return request;
    },
    onSuccess: (request) => {
      const params = { projectId, requestId: request.requestId };
      client.touch(leaseRequestOperation, params);
      queryClient.setQueryData(operationKey(leaseRequestOperation, params, client), request);
    },
    onSettled: (_request, error, input) => keys.end({ ...input, projectId }, error),
  });
}
