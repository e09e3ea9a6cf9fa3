import type { AnyOperation, OperationValue } from "../operations/defineOperation";
import { jobOperation } from "./layers/job";
import { leaseRequestOperation } from "./layers/leaseRequest";

interface Change {
  readonly atMs: number;
  readonly operation: AnyOperation;
}

// A value lives as long as nothing in it changes: a 304 keeps the very object.
// Kept beside the value rather than in it: the wire's own fields stay as they came.
const changes = new WeakMap<object, Change>();

/**
 * Remembers when a watch first saw a value. Later sightings of the same object change nothing, and neither does a value
 * that has come no further than `previous`: a server may send the time of its last heartbeat along.
 */
export function noteChange(value: OperationValue, change: Change, previous: OperationValue | undefined): void {
  if (changes.has(value)) return;
  changes.set(value, (previous && isNoFurther(previous, value) && changes.get(previous)) || change);
}

function isNoFurther(previous: OperationValue, value: OperationValue): boolean {
  return (
    previous.rawStatus === value.rawStatus && previous.progress === value.progress && previous.stage === value.stage
  );
}

const DEFAULT_STALLED_AFTER_MS = 120_000;

export interface StallableValue {
  readonly isTerminal: boolean;
  readonly startedAt?: string | null | undefined;
  readonly submittedAt?: string | null | undefined;
}

/**
 * Whether an operation has gone without a change of status, stage or progress for longer than is usual for it: a screen
 * can say “taking longer than usual”, and the poll goes on. Counted from the last change that this page saw, or from
 * the start for a value it did not watch itself.
 *
 * @param nowMs The present, in ms since the epoch.
 * @param afterMs What counts as too long, in ms. @default the operation's own `stalledAfterMs`, for a job its kind's
 * @example
 * {data && isStalled(data, Date.now()) && <p>This is taking longer than usual.</p>}
 */
export function isStalled(value: StallableValue | null | undefined, nowMs: number, afterMs?: number): boolean {
  if (value == null || value.isTerminal) return false;
  const change = changes.get(value);
  const sinceMs = change?.atMs ?? Date.parse(value.startedAt ?? value.submittedAt ?? "");
  // A missing or garbled date gives NaN, and nothing is later than that.
  return nowMs - sinceMs > (afterMs ?? stalledAfterMs(change?.operation ?? operationOf(value), value));
}

function stalledAfterMs(operation: AnyOperation | null, value: StallableValue): number {
  return operation?.stalledAfterMs?.(value) ?? DEFAULT_STALLED_AFTER_MS;
}

/** A value that was given by hand was watched by nobody here, so what it is shows in its own fields. */
function operationOf(value: StallableValue): AnyOperation | null {
  if ("jobId" in value) return jobOperation;
  return "requestId" in value && "submittedAt" in value ? leaseRequestOperation : null;
}
