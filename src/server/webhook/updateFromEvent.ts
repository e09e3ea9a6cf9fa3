import type { AnyOperation } from "../../operations/defineOperation";
import { jobOperation } from "../../providers/layers/job";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import type { LayersEvent } from "./verifyLayersWebhook";

/** The update of an operation that an event carries. */
export interface OperationUpdate {
  readonly operation: AnyOperation;
  /** The ids that the event names, not validated; one may be missing. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The fields of the wire object that the event carries. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the status is certain: an `assigned` event also comes if only some accounts were assigned. */
  readonly isCertain: boolean;
}

/** The status of each type of event, and which of its data are fields of the wire object. */
const EVENTS: Readonly<
  Record<
    string,
    {
      readonly operation: AnyOperation;
      readonly status: string;
      readonly fields: readonly string[];
      readonly isCertain: boolean;
    }
  >
> = {
  "job.completed": { operation: jobOperation, status: "completed", fields: ["kind", "result"], isCertain: true },
  "job.failed": { operation: jobOperation, status: "failed", fields: ["kind", "error"], isCertain: true },
  "job.canceled": { operation: jobOperation, status: "canceled", fields: ["kind"], isCertain: true },
  "lease_request.assigned": {
    operation: leaseRequestOperation,
    status: "assigned",
    fields: ["assignedSocialAccountIds", "note"],
    isCertain: false,
  },
  "lease_request.rejected": { operation: leaseRequestOperation, status: "rejected", fields: ["note"], isCertain: true },
};

/** The update that an event of Layers carries; null for `test.ping` and for types that this package does not know. */
export function updateFromEvent({ type, data }: LayersEvent): OperationUpdate | null {
  const known = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
  if (known === undefined) return null;
  const { operation, status, fields, isCertain } = known;
  const carried = Object.fromEntries(
    fields.filter((field) => Object.hasOwn(data, field)).map((field) => [field, data[field]]),
  );
  return {
    operation,
    params: Object.fromEntries(
      operation.params.map((name) => [name, Object.hasOwn(data, name) ? data[name] : undefined]),
    ),
    // A read always has the progress, an event never; that of a completed job is known anyway.
    fields: { status, ...(status === "completed" ? { progress: 1 } : {}), ...carried },
    isCertain,
  };
}
