import { OperationError } from "../../operations/OperationError";
import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import type { RelayCall } from "../contract/RelayCall";
import { relayError, relayFailed } from "../contract/relayError";
import type { Authorize, AuthorizeRequest } from "../contract/RelayOptions";

/**
 * Asks the application whether this visitor may. Anything but `true` is a no: an `authorize` that forgets to return
 * lets nobody in.
 *
 * @param timeoutMs How long its answer is waited for. Whoever leaves does not end it: a question that is being answered
 * is one that has been asked.
 * @returns Undefined where it said yes at once: nothing has to be waited for then.
 * @throws OperationError 401, 403, or 500 when `authorize` itself failed or did not answer in time; at once or as a
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
    throw failed(asked, cause);
  }
  if (verdict === true) return undefined;
  return withDeadline(timeoutMs, new AbortController().signal, () => Promise.resolve(verdict)).then(
    (awaited) => assertYes(asked, awaited),
    (cause: unknown) => {
      throw failed(asked, cause);
    },
  );
}

/** A class and not a literal with a getter, which costs as much as the rest of a cached answer. */
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

function assertYes({ operation }: Omit<AuthorizeRequest, "request">, verdict: unknown): void {
  if (verdict === true) return;
  if (verdict === "unauthenticated")
    throw relayError(401, "UNAUTHENTICATED", "sign in first.", { operation: operation.name });
  throw relayError(403, "FORBIDDEN", "this is not allowed.", { operation: operation.name });
}

function failed({ operation }: Omit<AuthorizeRequest, "request">, cause: unknown): OperationError {
  const inTime = cause instanceof DeadlinePassed ? " in time" : "";
  return relayFailed(`it could not be checked${inTime} whether this is allowed.`, { operation: operation.name, cause });
}

/**
 * Whether the application lets this visitor; for where a no is no error. An `authorize` that fails, or does not answer
 * in time, is one. @throws OperationError 500
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
