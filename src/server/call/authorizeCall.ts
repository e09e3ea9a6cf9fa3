import { OperationError } from "../../operations/error/OperationError";
import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import type { RelayCall } from "../contract/RelayCall";
import { relayError, relayFailed } from "../contract/relayError";
import type { Authorize, AuthorizeRequest } from "../contract/RelayOptions";

/**
 * Asks the application's `authorize` about a call. Anything but `true` refuses it: an `authorize` that forgets to
 * return lets nobody in.
 *
 * @param timeoutMs How long to wait for `authorize`. A visitor who leaves does not end the wait.
 * @returns Undefined where it returned `true` synchronously, so that a cached answer waits for nothing.
 * @throws OperationError 401, 403, or 500 when `authorize` failed or did not answer in time; synchronously or as a
 * rejection.
 */
export function authorizeCall(
  authorize: Authorize,
  call: RelayCall,
  asked: Omit<AuthorizeRequest, "request">,
  timeoutMs: number,
): Promise<void> | undefined {
  const question = new Question(call, asked);
  let verdict: unknown;
  try {
    verdict = authorize(question);
  } catch (cause) {
    throw authorizeFailed(asked, cause);
  }
  if (verdict === true) return undefined;
  return withDeadline(timeoutMs, null, () => Promise.resolve(verdict)).then(
    (awaited) => assertAllowed(asked, awaited),
    (cause: unknown) => {
      throw authorizeFailed(asked, cause);
    },
  );
}

/** A class, since an object literal with a getter costs as much as the rest of a cached answer. */
class Question implements AuthorizeRequest {
  readonly operation: AuthorizeRequest["operation"];
  readonly params: AuthorizeRequest["params"];
  readonly action: AuthorizeRequest["action"];
  readonly input: unknown;
  readonly #call: RelayCall;

  constructor(call: RelayCall, { operation, params, action, input }: Omit<AuthorizeRequest, "request">) {
    this.operation = operation;
    this.params = params;
    this.action = action;
    this.input = input;
    this.#call = call;
  }

  get request(): Request {
    return this.#call.request();
  }
}

function assertAllowed({ operation }: Omit<AuthorizeRequest, "request">, verdict: unknown): void {
  if (verdict === true) return;
  if (verdict === "unauthenticated")
    throw relayError(401, "UNAUTHENTICATED", "sign in first.", { operation: operation.name });
  throw relayError(403, "FORBIDDEN", "this is not allowed.", { operation: operation.name });
}

function authorizeFailed({ operation }: Omit<AuthorizeRequest, "request">, cause: unknown): OperationError {
  const inTime = cause instanceof DeadlinePassed ? " in time" : "";
  return relayFailed(`it could not be checked${inTime} whether this is allowed.`, { operation: operation.name, cause });
}

/**
 * Like {@link authorizeCall}, but a refusal is `false`. @throws OperationError 500 when `authorize` failed or timed
 * out.
 */
export async function isAllowed(
  authorize: Authorize,
  call: RelayCall,
  question: Omit<AuthorizeRequest, "request">,
  timeoutMs: number,
): Promise<boolean> {
  try {
    await authorizeCall(authorize, call, question, timeoutMs);
    return true;
  } catch (error) {
    if (error instanceof OperationError && error.httpStatus !== 500) return false;
    throw error;
  }
}
