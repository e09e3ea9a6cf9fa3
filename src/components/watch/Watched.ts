import type { WatchState } from "../../hooks/schedule/watchState";
import type { AnyOperation } from "../../operations/Operation";
import type { ValueOf } from "../../operations/ValueOf";
import { knownValue } from "../../operations/value/knownValue";
import type { OperationError } from "../../operations/error/OperationError";
import type { Phase } from "../part/Part";

/** A value that a component shows, and the state of its watch. */
export interface Watched<Value> {
  readonly phase: Phase;
  readonly value: Value | undefined;
  /** Why the last read failed. */
  readonly error: OperationError | null;
  /** Undefined for a value that is not watched. */
  readonly watch: WatchState | undefined;
  /** Reads again; null for a value that is not watched. */
  readonly retry: (() => void) | null;
  /** When the next poll is due, in ms since the epoch; null where there is none or it is not known. */
  readonly nextPollAtMs: number | null;
}

/** A value that is shown without being watched. */
export function drawnValue<Value>(value: Value | null | undefined): Watched<Value> {
  const phase = value == null ? "empty" : "ready";
  return { phase, value: value ?? undefined, error: null, watch: undefined, retry: null, nextPollAtMs: null };
}

/** Something that a page passed in to be shown: a value, or the service's JSON. Anything else is an error. */
export function givenValue<O extends AnyOperation>(operation: O, given: unknown): Watched<ValueOf<O>> {
  if (given == null) return drawnValue<ValueOf<O>>(null);
  const { value, error } = knownValue(operation, given);
  return error === null
    ? drawnValue(value)
    : { ...drawnValue<ValueOf<O>>(null), phase: "failed", watch: "stopped", error };
}
