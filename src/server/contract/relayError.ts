import { isRetryableStatus } from "../../operations/error/isRetryableStatus";
import { OperationError } from "../../operations/error/OperationError";
import type { RelayErrorCode } from "../../operations/error/OwnErrorCode";
import type { RelayAnswer } from "./RelayCall";

/** Stands in the place of an operation in errors that concern none. */
export const RELAY = "longrun.relay";

export interface RelayErrorInit {
  readonly operation?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly details?: unknown;
  readonly cause?: unknown;
}

/**
 * An error that the relay answers with. Its message goes to visitors, so it has longrun's own words alone: no key, and
 * nothing that an upstream wrote.
 */
export function relayError(
  httpStatus: number,
  code: RelayErrorCode,
  message: string,
  init: RelayErrorInit = {},
): OperationError {
  const { operation = RELAY, ...rest } = init;
  return new OperationError({
    code,
    operation,
    message: `${operation}: ${message}`,
    httpStatus,
    retryable: isRetryableStatus(httpStatus),
    ...rest,
  });
}

/** The error for a request that HTTP does not allow. */
export function badRequest(why: string, cause?: unknown): OperationError {
  return relayError(400, "BAD_REQUEST", `the request is not one that HTTP allows: ${why}.`, { cause });
}

/** The error for a call that no definition lists; its subcode tells where not even the upstream exists. */
export function noSuchCall(subcode: "NO_SUCH_CALL" | "NO_SUCH_UPSTREAM" = "NO_SUCH_CALL"): OperationError {
  return relayError(404, "NOT_FOUND", "there is no such call.", { details: { subcode } });
}

/** The error for a failure of the relay itself, whose cause goes to `onError` alone. */
export function relayFailed(message = "the relay failed.", init: Omit<RelayErrorInit, "details"> = {}): OperationError {
  return relayError(500, "SERVER_ERROR", message, { ...init, details: { subcode: "RELAY_FAILED" } });
}

/** The error for every call after the relay was closed. */
export function closed(): OperationError {
  return relayError(503, "CLOSED", "the relay is shutting down.", { retryAfterMs: 1_000 });
}

/** A browser may keep an answer, and has to revalidate it each time: the visitor may have lost the right to see it. */
export const CACHE_CONTROL = "private, no-cache";

/** Headers of every JSON answer of the relay, which is for no shared cache, frame or script tag. */
export const OWN_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "cache-control": CACHE_CONTROL,
  "x-content-type-options": "nosniff",
};

/** Random, so that nobody can guess the id of another visitor's request. */
export function newRequestId(): string {
  return `req_${crypto.randomUUID()}`;
}

/** An error in the Layers envelope. */
export function errorAnswer(
  error: Pick<OperationError, "code" | "message" | "details" | "retryAfterMs" | "httpStatus">,
  requestId: string,
): RelayAnswer {
  const { code, message, details, retryAfterMs, httpStatus = 500 } = error;
  return {
    status: httpStatus >= 400 && httpStatus <= 599 ? httpStatus : 500,
    headers: {
      ...OWN_HEADERS,
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...(retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) }),
    },
    body: JSON.stringify({ error: { code, message, requestId, ...(details === undefined ? {} : { details }) } }),
  };
}
