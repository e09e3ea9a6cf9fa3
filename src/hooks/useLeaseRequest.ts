import type { UseQueryResult } from "@tanstack/react-query";
import { leaseRequestOperation, type LeaseRequest } from "../providers/layers/leaseRequest";
import type { OperationError } from "../operations/error/OperationError";
import type { LeaseRequestParams } from "./options/leaseRequestOptions";
import { useOperation } from "./useOperation";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches a request for leased accounts until it is assigned, in whole or in part, or rejected. People fulfil it, so it
 * is asked about once an hour.
 *
 * @param params null or undefined while there is none yet: nothing is sent.
 * @example
 * const { data: request } = useLeaseRequest({ projectId, requestId });
 * return <p>{request?.assignedSocialAccountIds.length ?? 0} accounts so far</p>;
 */
export function useLeaseRequest(
  params: LeaseRequestParams | null | undefined,
  options?: WatchOptions<LeaseRequest>,
): UseQueryResult<LeaseRequest, OperationError> {
  return useOperation(leaseRequestOperation, params, options);
}
