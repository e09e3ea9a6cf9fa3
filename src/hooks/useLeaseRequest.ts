import type { UseQueryResult } from "@tanstack/react-query";
import type { LongrunClient } from "../client/createLongrunClient";
import type { ParamsOf } from "../operations/defineOperation";
import { leaseRequestOperation, type LeaseRequest } from "../operations/leaseRequest";
import type { OperationError } from "../operations/OperationError";
import { operationOptions, type OperationOptions } from "./operationOptions";
import { useOperation } from "./useOperation";
import type { WatchOptions } from "./WatchOptions";

/** Which lease request. */
export type LeaseRequestParams = ParamsOf<typeof leaseRequestOperation>;

/**
 * Watches a request for leased accounts until it is assigned, in whole or in part, or rejected. People fulfil it, so it is asked about once an hour.
 *
 * @param params null or undefined while there is none yet: nothing is sent.
 * @example
 * const { data: request } = useLeaseRequest({ projectId, requestId });
 * return <p>{request?.assignedSocialAccountIds.length ?? 0} accounts so far</p>;
 */
export function useLeaseRequest(params: LeaseRequestParams | null | undefined, options?: WatchOptions<LeaseRequest>): UseQueryResult<LeaseRequest, OperationError> {
  return useOperation(leaseRequestOperation, params, options);
}

/**
 * Query options of a lease request, for wherever TanStack takes options.
 *
 * @example
 * await queryClient.ensureQueryData(leaseRequestOptions({ projectId, requestId }));
 */
export function leaseRequestOptions(params: LeaseRequestParams, client?: LongrunClient): OperationOptions<LeaseRequest> {
  return operationOptions(leaseRequestOperation, params, client);
}
