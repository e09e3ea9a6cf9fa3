import type { LeaseRequest } from "../../providers/layers/leaseRequest";

/**
 * How many of how many accounts are assigned. The answer does not say how many were asked for: only that all of them
 * are there, once it is `assigned`; until then whoever asked must tell.
 */
export function leaseCount(
  request: LeaseRequest | undefined,
  asked: number | undefined,
): { readonly assigned: number; readonly count: number | null } {
  const assigned = request?.assignedSocialAccountIds.length ?? 0;
  const told = asked !== undefined && Number.isInteger(asked) && asked > 0 ? asked : null;
  if (told !== null) return { assigned, count: Math.max(told, assigned) };
  return { assigned, count: request?.status === "assigned" && assigned > 0 ? assigned : null };
}
