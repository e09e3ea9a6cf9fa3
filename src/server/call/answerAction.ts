import type { Action } from "../../operations/Operation";
import { buildPath } from "../../operations/path/operationPath";
import { askUpstream } from "../upstream/askUpstream";
import { authorizeCall } from "./authorizeCall";
import type { Route } from "./matchRoute";
import { actionName, readInput } from "./readInput";
import { targetOf } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import type { RelayParts } from "./RelayParts";
import { assertSameOriginJson } from "./assertSameOriginJson";
import { headersToUpstream } from "../upstream/travellingHeaders";
import { visitorAnswer } from "../upstream/visitorAnswer";

/** Performs an action at the upstream, once, if the visitor may, and passes on the upstream's answer. */
export async function answerAction(
  parts: RelayParts,
  call: RelayCall,
  route: Route & { kind: "action" },
  requestId: string,
): Promise<RelayAnswer> {
  assertSameOriginJson(call);
  const { upstream, operation, params, action } = route;
  const input = await readInput(call, action, params, parts.limits);
  await authorizeCall(
    parts.options.authorize,
    call,
    { operation, params, action: actionName(action, input), input },
    parts.limits.timeoutMs,
  );
  const path = buildPath(operation.name, action.path, params, operation.ids);
  // Once sent, an action runs to its end or its deadline, even if its visitor goes away or the relay is closed: if it
  // were aborted, nobody would know whether it was done.
  const headers = headersToUpstream((name) => call.header(name));
  const question = {
    upstream,
    operation: operation.name,
    path,
    method: action.method,
    headers,
    body: bodyOf(action, input, params),
    signal: new AbortController().signal,
  } as const;
  const isAboutOne = operation.params.every((name) => Object.hasOwn(params, name));
  // Before the action is sent: ids that fit the action's path and not the operation's must fail while nothing is done.
  const key = isAboutOne ? targetOf(upstream, operation, params).key : null;
  const answered = await askUpstream(question, parts.upstreamOptions);
  if (answered.status < 300 && key !== null) {
    parts.cache.find(key)?.invalidate();
    await parts.shared.publishInvalidation(key);
  }
  return visitorAnswer(operation.name, answered, requestId);
}

/** The JSON that the upstream is sent; none for an action that has neither a body nor an input. */
function bodyOf(action: Action, input: unknown, params: Readonly<Record<string, string>>): string | undefined {
  const body = action.body === undefined ? action.input && input : action.body(input, params);
  return body === undefined ? undefined : JSON.stringify(body);
}
