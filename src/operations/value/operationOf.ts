import type { AnyOperation } from "../Operation";

// Beside the value rather than in it: the wire's own fields stay as they came.
const operations = new WeakMap<object, AnyOperation>();
const recognized: { readonly operation: AnyOperation; readonly isOf: (value: object) => boolean }[] = [];

/** Records which operation a value belongs to. */
export function recordOperation(value: object, operation: AnyOperation): void {
  operations.set(value, operation);
}

/**
 * Lets the values of an operation be told by their fields, also where they were made by hand. @returns the operation
 */
export function recognizedBy<O extends AnyOperation>(operation: O, isOf: (value: object) => boolean): O {
  recognized.push({ operation, isOf });
  return operation;
}

/** The operation of a value that was parsed or watched here, or can be told by its fields. */
export function operationOf(value: object): AnyOperation | undefined {
  return operations.get(value) ?? recognized.find(({ isOf }) => isOf(value))?.operation;
}
