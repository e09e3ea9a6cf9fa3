import type { AnyOperation } from "../Operation";
import type { ValueOf } from "../ValueOf";
import { OperationError } from "../error/OperationError";
import { invalidResponse, parseOperation } from "./parseOperation";

/** The value of what a page passed in, or the error that says why there is none. */
export type KnownValue<Value> =
  { readonly value: Value; readonly error: null } | { readonly value: undefined; readonly error: OperationError };

interface Read {
  readonly operation: AnyOperation;
  readonly known: KnownValue<unknown>;
}

/** The same object has the same value in every render, so that it is read once. */
const byObject = new WeakMap<object, Read>();

/**
 * Reads what a page passed in for an operation: a value, the service's JSON, or by mistake something else.
 */
export function knownValue<O extends AnyOperation>(operation: O, given: unknown): KnownValue<ValueOf<O>> {
  // A primitive is wrapped in a new object each time, so it is not kept.
  const key = Object(given) as object;
  let read = byObject.get(key);
  if (read?.operation !== operation) byObject.set(key, (read = { operation, known: readKnown(operation, given) }));
  // It was read by this very operation.
  return read.known as KnownValue<ValueOf<O>>;
}

function readKnown<O extends AnyOperation>(operation: O, given: unknown): KnownValue<ValueOf<O>> {
  try {
    // A value keeps its status as it came under another name; the service's JSON has no such field.
    const {
      status,
      rawStatus = status,
      ...fields
    } = given as { readonly status?: unknown; readonly rawStatus?: unknown };
    return { value: parseOperation(operation, { ...fields, status: rawStatus }), error: null };
  } catch (cause) {
    // Reading a field may throw by itself, where the object is a proxy or has getters.
    return {
      value: undefined,
      error: cause instanceof OperationError ? cause : invalidResponse(operation, "it can't be read", { cause }),
    };
  }
}
