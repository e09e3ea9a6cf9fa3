import type { AnyOperation } from "../Operation";
import type { OperationValue } from "../OperationValue";
import { operationOf, recordOperation } from "./operationOf";

/** When each value was first seen. A 304 keeps the very object, so a value lives until something in it changes. */
const changedAtMs = new WeakMap<object, number>();

/**
 * Records when a watch first saw a value. Later sightings of the same object change nothing, and neither does a value
 * of the same status, stage and progress as `previous`: a server may send the time of its last heartbeat along.
 */
export function recordChange(
  value: OperationValue,
  { atMs, operation }: { readonly atMs: number; readonly operation: AnyOperation },
  previous: OperationValue | undefined,
): void {
  if (changedAtMs.has(value)) return;
  recordOperation(value, operation);
  const sinceMs = previous && isSamePlace(previous, value) ? changedAtMs.get(previous) : undefined;
  changedAtMs.set(value, sinceMs ?? atMs);
}

function isSamePlace(previous: OperationValue, value: OperationValue): boolean {
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
 * the start for a value that this page did not watch.
 *
 * @param nowMs The present, in ms since the epoch.
 * @param afterMs What counts as too long, in ms. @default the definition's own `stalledAfterMs`, else two minutes
 * @example
 * {data && isStalled(data, Date.now()) && <p>This is taking longer than usual.</p>}
 */
export function isStalled(value: StallableValue | null | undefined, nowMs: number, afterMs?: number): boolean {
  if (value == null || value.isTerminal) return false;
  const sinceMs = changedAtMs.get(value) ?? Date.parse(value.startedAt ?? value.submittedAt ?? "");
  // A missing or garbled date gives NaN, and nothing is later than that.
  return nowMs - sinceMs > (afterMs ?? stalledAfterMs(value));
}

function stalledAfterMs(value: StallableValue): number {
  const operation = operationOf(value);
  const own = operation?.stalledAfterMs;
  return (typeof own === "function" ? own.call(operation, value) : own) ?? DEFAULT_STALLED_AFTER_MS;
}
