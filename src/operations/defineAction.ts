import type { ActionConfig, AnyOperation, BoundActions } from "./Operation";
import { paramNames } from "./path/operationPath";

/**
 * Describes what can be done with an operation, or what starts one. Put into a definition's `actions`, it is bound to
 * it: `render.actions.cancel`.
 *
 * @example
 * actions: {
 *   start: defineAction({ path: "/v1/renders", input: z.object({ scene: z.string() }), creates: true }),
 *   cancel: defineAction({ method: "DELETE", path: "/v1/renders/:renderId" }),
 * }
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineAction<Input = void, const Path extends string = string>(
  action: ActionConfig<Input, Path>,
): ActionConfig<Input, Path> {
  return action;
}

/** Binds each action to its operation. */
export function bindActions<Configs extends Readonly<Record<string, ActionConfig>>>(
  operation: AnyOperation,
  actions: Configs,
): BoundActions<Configs> {
  const bound = Object.entries(actions).map(([name, action]) => [
    name,
    Object.freeze({ method: "POST", ...action, name, operation, params: Object.freeze(paramNames(action.path)) }),
  ]);
  // Each entry above is the action of its name.
  return Object.freeze(Object.fromEntries(bound)) as BoundActions<Configs>;
}
