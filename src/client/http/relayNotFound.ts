import { isRecord } from "../../operations/isRecord";
import { OperationError } from "../../operations/OperationError";
import type { ClientErrorCode } from "../../operations/error/OwnErrorCode";
import { isDevelopment } from "../../polling/isDevelopment";
import type { Answer } from "./exchange";

/**
 * Whether an answer comes from another server than the relay, which always sends JSON and an `X-Request-Id`. Where no
 * relay is mounted, a framework answers with a 404, a file server with a 405, a development server with a page for any
 * path. An answer that breaks off is none of these.
 */
export function isStrangers({ status, headers, body }: Answer): boolean {
  // Not `has`: a test's stand-in for `fetch` may have no more than `get`.
  if (typeof headers.get("x-request-id") === "string") return false;
  if (status === 404) return !isRecord(body) || !hasEnvelope(body);
  return body === undefined && (status === 405 || (status < 300 && /html/.test(headers.get("content-type") ?? "")));
}

/**
 * Whether a body is an error of one of the services, as a stand-in for the relay may send it. Frameworks that answer in
 * JSON add their status.
 */
function hasEnvelope({ error, status, statusCode = status }: Record<string, unknown>): boolean {
  return isRecord(error) || (typeof error === "string" && typeof statusCode !== "number");
}

/** The error for an answer that is not the relay's, at an endpoint that nobody configured. */
export function relayNotFound(operation: string, baseUrl: string, status: number, retryable: boolean): OperationError {
  const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? hintOn(status) : "";
  return new OperationError({
    code: "RELAY_NOT_FOUND" satisfies ClientErrorCode,
    operation,
    httpStatus: status,
    retryable,
    message: `${operation}: nothing answers at ${baseUrl}; is the relay mounted there?${hint}`,
  });
}

function hintOn(status: number): string {
  return (
    ` What came is an HTTP ${status} that is not the relay's. Mount createRelay() of longrun/server ` +
    "there, or tell createLongrunClient({ endpoints }) where it is."
  );
}

/**
 * Adds to an error that the relay may not be running, where it has not answered yet: a proxy answers 502 or 500, with
 * nothing or a line of text, where nothing listens behind it.
 */
export function doubtRelay(error: OperationError, { status, headers }: Answer): OperationError {
  if (status < 500 || headers.has("x-request-id")) return error;
  const mistake =
    `What answers is not the relay: HTTP ${status} without its error shape. Is the relay ` +
    "running (npx longrun dev, your server), and does the proxy point at it?";
  return new OperationError({ ...error, message: `${error.message} ${mistake}`, details: { mistake } });
}
