import { OperationError } from "../operations/OperationError";
import type { RelayCall } from "./RelayCall";
import { relayError } from "./relayError";
import type { Authorize, AuthorizeRequest } from "./RelayOptions";

/**
 * Asks the application whether this visitor may. Anything but `true` is a no: an `authorize` that forgets to return lets nobody in.
 *
 * @throws OperationError 401, 403, or 500 when `authorize` itself failed.
 */
export async function authorizeCall(authorize: Authorize, call: RelayCall, question: Omit<AuthorizeRequest, "request">): Promise<void> {
  const operation = question.operation.name;
  let verdict: unknown;
  try {
    verdict = await authorize({
      ...question,
      get request() {
        return call.request();
      },
    });
  } catch (cause) {
    throw relayError(500, "SERVER_ERROR", "it could not be checked whether this is allowed.", { operation, cause });
  }
  if (verdict === true) return;
  if (verdict === "unauthenticated") throw relayError(401, "UNAUTHENTICATED", "sign in first.", { operation });
  throw relayError(403, "FORBIDDEN", "this is not allowed.", { operation });
}

/** Whether the application lets this visitor; for where a no is no error. An `authorize` that fails is one. @throws OperationError 500 */
export async function isAllowed(authorize: Authorize, call: RelayCall, question: Omit<AuthorizeRequest, "request">): Promise<boolean> {
  try {
    await authorizeCall(authorize, call, question);
    return true;
  } catch (error) {
    if (error instanceof OperationError && error.httpStatus !== 500) return false;
    throw error;
  }
}
