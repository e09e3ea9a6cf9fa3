import type { LeaseRequest } from "../../providers/layers/leaseRequest";

/**
 * How many accounts are assigned, and how many were asked for. The service does not say the latter; it is known from
 * `asked`, or once the request is `assigned`, which means that all are there.
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
