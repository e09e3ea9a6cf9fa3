import type { AnyOperation } from "../../operations/defineOperation";
import { jobOperation } from "../../providers/layers/job";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import type { LayersEvent } from "./verifyLayersWebhook";

/** What an event says of an operation. */
export interface EventNews {
  readonly operation: AnyOperation;
  /** The ids that it names, not checked yet; one may be missing. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The fields of the wire object that it tells. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the status is sure to be this one: `assigned` is also said where only some accounts were. */
  readonly isCertain: boolean;
}

/** Type of event → status that it tells, and which of its data are fields of the wire object. */
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

/**
 * What an event tells, or null for one that is about no operation: `test.ping`, and types that are newer than this
 * package.
 */
export function layersNews({ type, data }: LayersEvent): EventNews | null {
  const known = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
  if (known === undefined) return null;
  const { operation, status, fields, isCertain } = known;
  const told = Object.fromEntries(
    fields.filter((field) => Object.hasOwn(data, field)).map((field) => [field, data[field]]),
  );
  return {
    operation,
    params: Object.fromEntries(
      operation.params.map((name) => [name, Object.hasOwn(data, name) ? data[name] : undefined]),
    ),
    // “stage and progress are always emitted” by the read, and by no event: of a completed job the progress is known
    // all the same.
    fields: { status, ...(status === "completed" ? { progress: 1 } : {}), ...told },
    isCertain,
  };
}
