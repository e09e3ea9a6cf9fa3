import type { Action } from "../../providers/actions";

/** A body as the action's schema parses it; null if the schema refuses it. */
export function validated<Input>(action: Action<Input>, body: unknown): Input | null {
  const result = action.body["~standard"].validate(body);
  if (result instanceof Promise || result.issues) return null;
  return result.value;
}
