import { isRecord } from "../../operations/isRecord";
import { isRetryableStatus } from "../../operations/error/isRetryableStatus";
import { OperationError } from "../../operations/error/OperationError";
import type { ClientErrorCode } from "../../operations/error/OwnErrorCode";
import { keyRefusal } from "../../operations/error/keyRefusal";
import { isDevelopment } from "../../polling/isDevelopment";
import { retryAfterMs } from "./answerHeaders";

type Known = readonly [code: ClientErrorCode, advice: string];

const WAIT = "It will be asked again.";
/**
 * A code and advice for answers that name no code themselves; those of 300, 400 and 500 stand for all others of
 * their class.
 */
const BY_STATUS: Readonly<Record<number, Known>> = {
  300: ["INVALID_RESPONSE", "Redirects are not followed: sign in again, or set baseUrl to the final address."],
  400: ["REQUEST_REFUSED", "Check the id and the input."],
  401: ["UNAUTHENTICATED", "Sign in again, or check the endpoint's headers."],
  402: ["READ_ONLY", "The workspace is read-only: check its subscription."],
  403: ["FORBIDDEN", "Check the key's scopes and the relay's authorize, which has to return true."],
  404: ["NOT_FOUND", "Check the id; it may belong to somebody else."],
  408: ["TIMEOUT", WAIT],
  409: ["CONFLICT", "It can't be done now: look at the details."],
  410: ["NOT_FOUND", "It is gone for good."],
  429: ["RATE_LIMITED", `Too many requests under this key. ${WAIT}`],
  500: ["SERVER_ERROR", `The server failed. ${WAIT}`],
};

/**
 * The error for an answer that is not a 2xx. Reads both envelopes: `{ error: { code, message, … } }` and `{ error:
 * "sentence", code? }`. The provider's sentence is left out of the message: it is untrusted.
 */
export function errorFromAnswer(
  operation: string,
  response: Pick<Response, "status" | "headers">,
  body: unknown,
  nowMs: number,
): OperationError {
  const { status, headers } = response;
  const kind = status < 400 ? 300 : status < 500 ? 400 : 500;
  const [knownCode, statusAdvice] = BY_STATUS[status] ?? (BY_STATUS[kind] as Known);
  const envelope = readEnvelope(body);
  const code = envelope.code ?? knownCode;
  const advice =
    /* @__PURE__ */ isDevelopment() &&
    process.env.NODE_ENV !== "production" &&
    adviceOn(operation, code, envelope.details);
  return new OperationError({
    code,
    operation,
    // 0 is what a browser gives for any redirect.
    httpStatus: status || undefined,
    retryable: isRetryableStatus(status),
    retryAfterMs: retryAfterMs(headers, nowMs),
    requestId: envelope.requestId ?? matching(TOKEN, headers.get("x-request-id")),
    details: envelope.details,
    message: `${operation}: ${status ? `HTTP ${status} ` : ""}${code}. ${advice || statusAdvice}`,
  });
}

/** Advice on the relay's own codes. Its sentences are not taken from the answer, where anything might stand. */
function adviceOn(operation: string, code: string, details: unknown): string | undefined {
  const { upstreamStatus, subcode } = isRecord(details) ? details : {};
  if (code === "RELAY_KEY_REFUSED") return keyRefusal(upstreamStatus);
  if (subcode === "NO_SUCH_CALL")
    return (
      "The relay lets no such call through: name the definition in its upstreams[…].operations, and " +
      "check its basePath."
    );
  if (subcode === "NO_SUCH_UPSTREAM")
    return (
      `The relay has no upstream of this name: add ${upstreamOf(operation)} to its upstreams, and check ` +
      "its basePath."
    );
  return subcode === "RELAY_FAILED" ? `The relay failed, or its authorize threw: see its log. ${WAIT}` : undefined;
}

function upstreamOf(operation: string): string {
  const [, service] = /^(layers|tuco)\./.exec(operation) ?? [];
  return service ? `${service}: { apiKey }` : "the definition's endpoint, { baseUrl, headers, operations },";
}

function readEnvelope(body: unknown): { code?: string | undefined; requestId?: string | undefined; details?: unknown } {
  if (!isRecord(body)) return {};
  const error = isRecord(body["error"]) ? body["error"] : body;
  return {
    code: matching(CODE, error["code"]),
    requestId: matching(TOKEN, error["requestId"]),
    details: error["details"] ?? error["data"] ?? refusal(error),
  };
}

/** A refusal without an error, `{ success: false, status, message, redirect? }`, is taken as details whole. */
function refusal(body: Record<string, unknown>): unknown {
  return typeof body["status"] === "string" ? body : undefined;
}

/** A code is a word in capitals; anything else could carry text of the server's into a message. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const TOKEN = /^[\w.:-]{1,128}$/;

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}
