import { isRecord } from "../operations/isRecord";
import { OperationError, type OperationErrorCode } from "../operations/OperationError";
import { retryAfterMs } from "./answerHeaders";

/** One documented status, where the answer itself names no code. */
const BY_STATUS: Readonly<Record<number, { readonly code: OperationErrorCode; readonly advice: string }>> = {
  400: { code: "REQUEST_REFUSED", advice: "The request was not understood. Check the id and the input." },
  401: { code: "UNAUTHENTICATED", advice: "The sign-in is missing or has expired. Sign in again, or check the endpoint's headers." },
  402: { code: "READ_ONLY", advice: "The workspace is read-only. Check its subscription." },
  403: { code: "FORBIDDEN", advice: "This is not allowed with the present sign-in. Check the key's scopes and the relay's authorize." },
  404: { code: "NOT_FOUND", advice: "There is no such thing, or it belongs to somebody else. Check the id." },
  408: { code: "TIMEOUT", advice: "The server gave up waiting. It will be asked again." },
  409: { code: "CONFLICT", advice: "It can't be done in the present state. Look at the details." },
  410: { code: "NOT_FOUND", advice: "It is gone for good." },
  422: { code: "REQUEST_REFUSED", advice: "The input was refused. Look at the details." },
  429: { code: "RATE_LIMITED", advice: "Too many requests under this key. It will be asked again when the server allows." },
};

const SERVER_ERROR = { code: "SERVER_ERROR", advice: "The server failed. It will be asked again." } as const;
const REDIRECT = { code: "INVALID_RESPONSE", advice: "It is redirected, which is not followed: its headers could reach another server. Sign in again, or set the endpoint's baseUrl to the final address." } as const;
const OTHER = { code: "REQUEST_REFUSED", advice: "The server refused the request." } as const;

/** Statuses that may heal by themselves; any other below 500 is fatal. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * The error for an answer that is not a 2xx. Reads both envelopes: Layers' `{ error: { code, message, … } }` and Tuco's
 * `{ error: "sentence", code? }`. The provider's sentence is left out: it is for the provider's own words in `details` at most.
 */
export function errorFromAnswer(operation: string, response: Pick<Response, "status" | "headers">, body: unknown, nowMs: number): OperationError {
  const { status, headers } = response;
  const isRedirect = status < 400;
  const known = BY_STATUS[status] ?? (isRedirect ? REDIRECT : status >= 500 ? SERVER_ERROR : OTHER);
  const envelope = readEnvelope(body);
  const code = envelope.code ?? known.code;
  return new OperationError({
    code,
    operation,
    // A browser says 0 for any redirect.
    httpStatus: status || undefined,
    // Like a page in place of JSON, a redirect may come from a deploy or a captive portal, which pass.
    retryable: isRedirect || status >= 500 || RETRYABLE.has(status),
    retryAfterMs: retryAfterMs(headers, nowMs),
    requestId: envelope.requestId ?? tokenOrUndefined(headers.get("x-request-id")),
    details: envelope.details,
    message: `${operation}: ${status ? `HTTP ${status} ` : ""}${code}. ${known.advice}`,
  });
}

function readEnvelope(body: unknown): { code?: string | undefined; requestId?: string | undefined; details?: unknown } {
  if (!isRecord(body)) return {};
  const error = body["error"];
  if (!isRecord(error)) return { code: codeOrUndefined(body["code"]), requestId: tokenOrUndefined(body["requestId"]), details: body["details"] ?? body["data"] ?? refusal(body) };
  return { code: codeOrUndefined(error["code"]), requestId: tokenOrUndefined(error["requestId"]), details: error["details"] ?? error["data"] };
}

/** Tuco's refusals (`{ success: false, status, message, redirect? }`) have no error at all: what they say is all detail. */
function refusal(body: Record<string, unknown>): unknown {
  return typeof body["status"] === "string" ? body : undefined;
}

/** A code is a word in capitals. Anything else in its place could carry text of the server's into a message. */
function codeOrUndefined(value: unknown): string | undefined {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(value) ? value : undefined;
}

function tokenOrUndefined(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}
