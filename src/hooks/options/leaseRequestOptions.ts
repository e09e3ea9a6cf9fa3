import type { LongrunClient } from "../../client/LongrunClient";
import type { ParamsOf } from "../../operations/Operation";
import { leaseRequestOperation, type LeaseRequest } from "../../providers/layers/leaseRequest";
import { operationOptions, type OperationOptions } from "./operationOptions";

/** Which lease request. */
export type LeaseRequestParams = ParamsOf<typeof leaseRequestOperation>;

/**
 * Query options of a lease request, for wherever TanStack takes options.
 *
 * @example
 * await queryClient.ensureQueryData(leaseRequestOptions({ projectId, requestId }));
 */
export function leaseRequestOptions(
  params: LeaseRequestParams,
  client?: LongrunClient,
): OperationOptions<LeaseRequest> {
  return operationOptions(leaseRequestOperation, params, client);
}
