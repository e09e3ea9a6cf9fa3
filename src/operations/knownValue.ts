import type { AnyOperation, ValueOf } from "./defineOperation";
import { OperationError } from "./OperationError";
import { invalidResponse, parseOperation } from "./parseOperation";

/** What was made of what a page holds: a value, or why there is none. */
export type KnownValue<Value> =
  { readonly value: Value; readonly error: null } | { readonly value: undefined; readonly error: OperationError };

interface Read {
  readonly operation: AnyOperation;
  readonly known: KnownValue<unknown>;
}

/** The same object has the same value in every render. */
const byObject = new WeakMap<object, Read>();

/**
 * What a page holds of an operation, as a value: a value it is already, the service's JSON, or by mistake something
 * else.
 */
export function knownValue<O extends AnyOperation>(operation: O, given: unknown): KnownValue<ValueOf<O>> {
  // What is no object is wrapped in a new one, and read each time.
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
