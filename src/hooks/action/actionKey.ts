import type { LongrunClient } from "../../client/LongrunClient";
import type { Action, ActionParams } from "../../providers/actions";

/** A mutation's key: which endpoint, what is done, to what. */
export type ActionKey = readonly ["longrun", string, string, string, Readonly<Record<string, string>>];

/**
 * Names what a mutation acts on. When it changes, TanStack forgets the last answer, which was about another operation;
 * without a key it would also send the tries that are left of a running action to the new one: a retried cancel of job
 * A would cancel job B.
 */
export function actionKey<A extends Action>(action: A, params: ActionParams<A>, client: LongrunClient): ActionKey {
  return ["longrun", client.scopeOf(action.operation.endpoint), action.operation.name, action.name, params];
}
