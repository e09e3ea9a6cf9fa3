import type { Action } from "../../operations/Operation";

/** A body as the action's schema parses it; null if the schema refuses it. */
export function validated<Input>(action: Action<Input>, body: unknown): Input | null {
  const result = action.input?.["~standard"].validate(body) ?? { value: undefined as Input };
  if (result instanceof Promise || result.issues) return null;
  return result.value;
}
