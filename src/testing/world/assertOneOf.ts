/** Throws unless `value` is one of `known`. */
export function assertOneOf<Value extends string>(
  name: string,
  value: unknown,
  known: readonly Value[],
): asserts value is Value {
  if (!known.includes(value as Value))
    throw new TypeError(`${name} must be one of ${known.join(", ")}, but is ${String(value)}.`);
}
