import type { LINE_REQUEST_STATUSES, LineRequestWire } from "../../providers/tuco/lineRequest";
import type { TerminalStatus } from "../world/TerminalStatus";

/** How a line request can end. */
export type LineOutcome = TerminalStatus<typeof LINE_REQUEST_STATUSES>;

/** How provisioning can end. */
export type ProvisioningOutcome = Exclude<LineOutcome, "canceled">;

/** Everything the simulator keeps of a line request. Its answers are a function of this and of the clock. */
export interface LineTimeline {
  readonly lineRequestId: string;
  readonly line: {
    readonly firstName: string;
    readonly lastName: string;
    readonly channelType: string;
    readonly lineType: string;
  };
  readonly paymentUrl: string;
  readonly invoiceId: string;
  readonly needsPayment: boolean;
  /** When provisioning begins: at once where nothing is due, else when it is paid; `Infinity` until then. */
  readonly provisioningAtMs: number;
  readonly end: { readonly atMs: number; readonly outcome: LineOutcome };
}

export function lineStatusAt(
  { provisioningAtMs, end }: LineTimeline,
  atMs: number,
): keyof typeof LINE_REQUEST_STATUSES {
  if (atMs >= end.atMs) return end.outcome;
  return atMs >= provisioningAtMs ? "provisioning" : "awaiting_payment";
}

/** The line request as Tuco would answer at that time, with its fields in Tuco's order. */
export function lineAt(request: LineTimeline, atMs: number): LineRequestWire {
  const status = lineStatusAt(request, atMs);
  const due = status === "awaiting_payment";
  // A request that ended before provisioning began was never paid.
  const paid = Math.min(atMs, request.end.atMs) >= request.provisioningAtMs;
  const paymentStatus = !request.needsPayment ? "not_required" : paid ? "paid" : "unpaid";
  return {
    success: true,
    status,
    paymentStatus,
    paymentRequired: due,
    line: { _id: request.lineRequestId, ...request.line, provisioningStatus: due ? "pending" : status, paymentStatus },
    ...(due ? { paymentUrl: request.paymentUrl, invoiceId: request.invoiceId } : {}),
  };
}
