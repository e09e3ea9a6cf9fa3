import type { WatchState } from "../../hooks/watchState";
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
export function givenValue<Value>(value: Value | null | undefined): Watched<Value> {
  return { phase: value == null ? "empty" : "ready", value: value ?? undefined, error: null, watch: undefined, retry: null, nextPollAtMs: null };
}
