import type { Action, ActionParams } from "../operations/Operation";
import { buildPath } from "../operations/path/operationPath";
import { invalidResponse } from "../operations/value/parseOperation";
import type { LongrunClient } from "./LongrunClient";

export interface ActOptions {
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends an action and gives the answer's body as it came. Apart from the client, so that a page that only watches does
 * not load it.
 *
 * @throws OperationError
 */
export async function act<A extends Action>(
  client: LongrunClient,
  action: A,
  params: ActionParams<A>,
  { body, idempotencyKey, signal }: ActOptions = {},
): Promise<unknown> {
  const { operation } = action;
  const answer = await client.request(operation.endpoint, {
    operation: operation.name,
    path: buildPath(operation.name, action.path, params, operation.ids),
    method: action.method,
    action: action.name,
    headers: { "content-type": "application/json", ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}) },
    body: JSON.stringify(body ?? {}),
    signal,
  });
  const { body: answered } = answer;
  if (typeof answered !== "object" || answered === null) throw invalidResponse(operation, "it is not JSON");
  return answered;
}
