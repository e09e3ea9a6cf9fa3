import type { WatchState } from "../../hooks/watchState";
import type { AnyOperation, ValueOf } from "../../operations/defineOperation";
import { OperationError } from "../../operations/OperationError";
import { invalidResponse, parseOperation } from "../../operations/parseOperation";
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

interface Read {
  readonly operation: AnyOperation;
  readonly watched: Watched<unknown>;
}

/** What was made of an object: the same object has the same value in every render. */
const byObject = new WeakMap<object, Read>();

/** What a page holds of an operation and wants drawn: a value, the service's JSON, or by mistake something else: an error. */
export function givenValue<O extends AnyOperation>(operation: O, given: unknown): Watched<ValueOf<O>> {
  if (given == null) return drawnValue<ValueOf<O>>(null);
  // What is no object is wrapped in a new one, and read each time.
  const key = Object(given) as object;
  let known = byObject.get(key);
  if (known?.operation !== operation) byObject.set(key, (known = { operation, watched: readGiven(operation, given) }));
  // It was read by this very operation.
  return known.watched as Watched<ValueOf<O>>;
}

function readGiven<O extends AnyOperation>(operation: O, given: unknown): Watched<ValueOf<O>> {
  try {
    // A value keeps its status as it came under another name; the service's JSON has no such field.
    const {
      status,
      rawStatus = status,
      ...fields
    } = given as { readonly status?: unknown; readonly rawStatus?: unknown };
    return drawnValue(parseOperation(operation, { ...fields, status: rawStatus }));
  } catch (cause) {
    // Reading a field may throw by itself, where the object is a proxy or has getters.
    const error = cause instanceof OperationError ? cause : invalidResponse(operation, "it can't be read", { cause });
    return { ...drawnValue<ValueOf<O>>(null), phase: "failed", watch: "stopped", error };
  }
}
