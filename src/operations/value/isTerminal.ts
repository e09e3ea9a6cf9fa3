/**
 * Whether an operation has ended, for good: a terminal state never flips back.
 *
 * @example
 * if (isTerminal(data)) showResult(data);
 */
export function isTerminal<Value extends { readonly isTerminal: boolean }>(
  value: Value | null | undefined,
): value is Extract<Value, { readonly isTerminal: true }> {
  return value?.isTerminal === true;
}
