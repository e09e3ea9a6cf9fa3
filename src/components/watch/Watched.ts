import type { WatchState } from "../../hooks/schedule/watchState";
import type { AnyOperation, ValueOf } from "../../operations/defineOperation";
import { knownValue } from "../../operations/knownValue";
import type { OperationError } from "../../operations/OperationError";
import type { Phase } from "../part/Part";

/** A value and how it came: watched by an id, or just given. */
export interface Watched<Value> {
  readonly phase: Phase;
  readonly value: Value | undefined;
  /** Why the last read failed. */
  readonly error: OperationError | null;
  /** Undefined where nobody watches. */
  readonly watch: WatchState | undefined;
  /** Asks again; null where nobody watches. */
  readonly retry: (() => void) | null;
  /** When it is asked about next, in ms since the epoch; null when it is not, or when that is not known. */
  readonly nextPollAtMs: number | null;
}

/** A value that is drawn and not watched. */
export function drawnValue<Value>(value: Value | null | undefined): Watched<Value> {
  const phase = value == null ? "empty" : "ready";
  return { phase, value: value ?? undefined, error: null, watch: undefined, retry: null, nextPollAtMs: null };
}

/**
 * What a page holds of an operation and wants drawn: a value, the service's JSON, or by mistake something else: an
 * error.
 */
export function givenValue<O extends AnyOperation>(operation: O, given: unknown): Watched<ValueOf<O>> {
  if (given == null) return drawnValue<ValueOf<O>>(null);
  const { value, error } = knownValue(operation, given);
  return error === null
    ? drawnValue(value)
    : { ...drawnValue<ValueOf<O>>(null), phase: "failed", watch: "stopped", error };
}
