import type { LeaseRequestParams } from "../../hooks/options/leaseRequestOptions";
import type { LeaseRequestSource } from "./LeaseRequestSource";

/**
 * The ids of the request to watch; null where one is drawn, or where an id is not there yet. A `projectId` that was
 * left out, which only code without types can do, is passed on as it is: the read then fails and names it.
 */
export function leaseParams(source: LeaseRequestSource): LeaseRequestParams | null {
  const { leaseRequest, projectId, requestId } = source;
  if (leaseRequest !== undefined || requestId == null || (projectId == null && "projectId" in source)) return null;
  // What the types rule out is told by the read.
  return { projectId: projectId as string, requestId };
}
