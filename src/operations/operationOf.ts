import type { AnyOperation } from "./defineOperation";

// Beside the value rather than in it: the wire's own fields stay as they came.
const operations = new WeakMap<object, AnyOperation>();

/** Records which operation a value belongs to. */
export function recordOperation(value: object, operation: AnyOperation): void {
  operations.set(value, operation);
}

/** The operation of a value that was parsed or watched here; undefined for a copy made by hand. */
export function operationOf(value: object): AnyOperation | undefined {
  return operations.get(value);
}
