import { isRecord } from "../../operations/isRecord";
import { isTooDeep } from "../../operations/isTooDeep";
import { actOnLineRequestAction } from "../../providers/actions";
import type { Action } from "../../operations/Operation";
import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import { assertContentLength, readLimited, TooLarge } from "../upstream/readLimited";
import type { RelayCall } from "../contract/RelayCall";
import { relayError } from "../contract/relayError";
import type { RelayAction } from "../contract/RelayOptions";

export interface InputLimits {
  readonly maxRequestBytes: number;
  readonly timeoutMs: number;
}

/**
 * Reads the body of an action, and keeps only the fields that the action documents.
 *
 * @throws OperationError 400, 408 or 413.
 */
export async function readInput(
  call: RelayCall,
  action: Action,
  params: Readonly<Record<string, string>>,
  limits: InputLimits,
): Promise<Record<string, unknown>> {
  const operation = action.operation.name;
  const text = await readBody(call, limits, operation);
  let given: unknown;
  try {
    given = text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw relayError(400, "INVALID_INPUT", "the body is not JSON.", { operation, cause });
  }
  if (!isRecord(given)) throw relayError(400, "INVALID_INPUT", "the body must be a JSON object.", { operation });
  if (isTooDeep(given)) throw relayError(400, "INVALID_INPUT", "the body is nested too deeply.", { operation });
  // `authorize` is asked about the ids in the path, so the body must not name others.
  for (const [name, id] of Object.entries(params)) {
    if (Object.hasOwn(given, name) && given[name] !== id)
      throw relayError(400, "INVALID_INPUT", `the body is about another ${name} than the path.`, { operation });
  }
  // An action that takes nothing is sent nothing of what a visitor wrote.
  if (action.input === undefined) return {};
  const result = await action.input["~standard"].validate(given);
  if (result.issues)
    throw relayError(400, "INVALID_INPUT", `${fieldOf(result.issues)} is not as documented.`, { operation });
  return isRecord(result.value) ? result.value : {};
}

/** The action that `authorize` is asked about. One call on a line request does several, and its body names which. */
export function actionName(action: Action, input: Readonly<Record<string, unknown>>): RelayAction {
  // Every name in ACTIONS but `act` is a RelayAction, and the schema of `act` allows only RelayActions as its body's
  // `action`; a test walks the list.
  return (action === actOnLineRequestAction ? input["action"] : action.name) as RelayAction;
}

/** The text of a visitor's body. @throws OperationError 400, 408 or 413 */
export async function readBody(
  call: RelayCall,
  { maxRequestBytes, timeoutMs }: InputLimits,
  operation: string,
): Promise<string> {
  try {
    assertContentLength(call.header("content-length"), maxRequestBytes);
    return await withDeadline(timeoutMs, call.signal(), (within) => readLimited(call.body(), maxRequestBytes, within));
  } catch (cause) {
    if (cause instanceof TooLarge)
      throw relayError(413, "TOO_LARGE", `the body is larger than ${maxRequestBytes} bytes.`, { operation });
    if (cause instanceof DeadlinePassed)
      throw relayError(408, "TIMEOUT", `the body did not arrive within ${timeoutMs} ms.`, { operation });
    call.signal().throwIfAborted();
    throw relayError(400, "INVALID_INPUT", "the body broke off, or something has read it already.", {
      operation,
      cause,
    });
  }
}

function fieldOf(
  issues: readonly { readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined }[],
): string {
  const path = issues[0]?.path?.map((step) => String(typeof step === "object" ? step.key : step)) ?? [];
  return path.length > 0 && path.every((step) => /^\w{1,40}$/.test(step)) ? `the body's ${path.join(".")}` : "the body";
}
