import { isRecord } from "../../operations/isRecord";
import { OperationError } from "../../operations/OperationError";
import { isDevelopment } from "../../polling/isDevelopment";
import type { Answer } from "./exchange";

/**
 * Whether an answer is another server's than the relay, which answers with JSON alone, and with an `X-Request-Id`.
 * Where nobody mounted one stands the 404 of a framework, the 405 of a file server, or the page that a development
 * server sends for any path. An answer that breaks off is none of these.
 */
export function isStrangers({ status, headers, body }: Answer): boolean {
  // By `get` alone, which a stand-in for `fetch` in somebody's test has too.
  if (typeof headers.get("x-request-id") === "string") return false;
  if (status === 404) return !isRecord(body) || !hasEnvelope(body);
  return body === undefined && (status === 405 || (status < 300 && /html/.test(headers.get("content-type") ?? "")));
}

/**
 * An error of one of the services, as a stand-in for the relay may give it. Frameworks that answer in JSON send their
 * status along.
 */
function hasEnvelope({ error, status, statusCode = status }: Record<string, unknown>): boolean {
  return isRecord(error) || (typeof error === "string" && typeof statusCode !== "number");
}

/** The error for an answer that is not the relay's, at an endpoint that nobody configured. */
export function relayNotFound(operation: string, baseUrl: string, status: number, retryable: boolean): OperationError {
  return new OperationError({
    code: "RELAY_NOT_FOUND",
    operation,
    httpStatus: status,
    retryable,
    message: `${operation}: nothing answers at ${baseUrl}; is the relay mounted there?${hint(status)}`,
  });
}

/**
 * Tells of a server that fails in the relay's place, where no JSON has come from there yet: a proxy answers 502 or 500,
 * with nothing or a line of text, where nothing listens behind it.
 */
export function doubtRelay(error: OperationError, { status, headers }: Answer): OperationError {
  if (
    /* @__PURE__ */ isDevelopment() &&
    process.env.NODE_ENV !== "production" &&
    status >= 500 &&
    !headers.has("x-request-id")
  ) {
    const mistake =
      `What answers is not the relay: HTTP ${status} without its error shape. Is the relay ` +
      "running (npx longrun dev, your server), and does the proxy point at it?";
    return new OperationError({ ...error, message: `${error.message} ${mistake}`, details: { mistake } });
  }
  return error;
}

function hint(status: number): string {
  if (!(/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production")) return "";
  return (
    ` What came is an HTTP ${status} that is not the relay's. Mount createRelay() of longrun/server ` +
    "there, or tell createLongrunClient({ endpoints }) where it is."
  );
}
