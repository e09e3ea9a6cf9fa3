import type { LongrunClient } from "../../client/LongrunClient";
import type { Action, ActionParams } from "../../operations/Operation";

/** A mutation's key: `longrun`, the endpoint's scope, the operation, the action and its parameters. */
export type ActionKey = readonly ["longrun", string, string, string, Readonly<Record<string, string>>];

/**
 * The key of a mutation on one operation. When it changes, TanStack drops the last answer, which was about another
 * operation. Without a key TanStack would also send the remaining retries of a running action to the new operation: a
 * retried cancel of job A would cancel job B.
 */
export function actionKey<A extends Action>(action: A, params: ActionParams<A>, client: LongrunClient): ActionKey {
  return ["longrun", client.scopeOf(action.operation.endpoint), action.operation.name, action.name, params];
}
