import type { Action } from "../../providers/actions";

/** What the action's schema makes of a body; null where it refuses it. */
export function validated<Input>(action: Action<Input>, body: unknown): Input | null {
  const result = action.body["~standard"].validate(body);
  if (result instanceof Promise || result.issues) return null;
  return result.value;
}
