import type { LeaseRequestParams } from "../../hooks/options/leaseRequestOptions";
import type { LeaseRequestSource } from "./LeaseRequestSource";

/**
 * The ids of the request to watch; null for a request by value, or while an id is missing. A `projectId` that was left
 * out (only code without types can do that) is passed on, so that the read fails and names it.
 */
export function leaseParams(source: LeaseRequestSource): LeaseRequestParams | null {
  const { leaseRequest, projectId, requestId } = source;
  if (leaseRequest !== undefined || requestId == null || (projectId == null && "projectId" in source)) return null;
  // A missing projectId is ruled out by the types, and reported by the read.
  return { projectId: projectId as string, requestId };
}
