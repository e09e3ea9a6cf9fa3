import type { LEASE_REQUEST_STATUSES, LeaseRequestWire } from "../../providers/layers/leaseRequest";
import type { TerminalStatus } from "../world/TerminalStatus";
import { wireTime } from "../world/wireTime";

/** How a lease request can end; `failed` is announced by the provider, not sent yet. */
export type LeaseOutcome = Exclude<TerminalStatus<typeof LEASE_REQUEST_STATUSES>, "failed">;

export const LEASE_OUTCOMES: readonly LeaseOutcome[] = ["assigned", "partial", "rejected"];

/** Everything the simulator keeps of a lease request. Its answers are a function of this and of the clock. */
export interface LeaseTimeline {
  readonly requestId: string;
  readonly projectId: string;
  readonly submittedAtMs: number;
  readonly end: {
    readonly atMs: number;
    readonly outcome: LeaseOutcome;
    readonly accountIds: readonly string[];
    readonly note: string | null;
  };
}

/** The lease request as Layers would answer at that time, with its fields in Layers' order. */
export function leaseAt({ requestId, projectId, submittedAtMs, end }: LeaseTimeline, atMs: number): LeaseRequestWire {
  const ended = atMs >= end.atMs;
  const status: keyof typeof LEASE_REQUEST_STATUSES = ended ? end.outcome : "requested";
  return {
    requestId,
    projectId,
    status,
    submittedAt: wireTime(submittedAtMs),
    assignedAt: ended && end.outcome !== "rejected" ? wireTime(end.atMs) : null,
    assignedSocialAccountIds: ended ? end.accountIds : [],
    note: ended ? end.note : null,
  };
}
