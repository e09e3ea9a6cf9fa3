import { rateLimit, retryAfterMs } from "../../client/http/answerHeaders";
import type { AnyOperation, OperationValue } from "../../operations/defineOperation";
import { isRetryableStatus } from "../../operations/isRetryableStatus";
import { OperationError } from "../../operations/OperationError";
import { buildPath } from "../../operations/operationPath";
import { parseOperation } from "../../operations/parseOperation";
import type { RateLimit } from "../../polling/readBudget";
import { askUpstream, type UpstreamAnswer, type UpstreamOptions } from "./askUpstream";
import { isEtag } from "../contract/isEtag";
import { jsonBytes, ownText, textBytes } from "../store/textBytes";
import type { RelayAnswer } from "../contract/RelayCall";
import { errorAnswer, relayError, relayFailed } from "../contract/relayError";
import type { Target } from "./Target";
import { isKeyRefused, visitorAnswer } from "./visitorAnswer";

/** A read that gave nothing to show. */
export interface Failure {
  /** Whether asking again is of no use: there is no such thing, or the request is wrong. */
  readonly isFatal: boolean;
  /** What the upstream asked to wait, in ms. */
  readonly retryAfterMs: number | undefined;
  /** For whoever runs the relay; null where the failure is the visitor's alone. */
  readonly incident: OperationError | null;
  /** How much memory it takes, in bytes, roughly. */
  readonly bytes: number;
  /** What visitors are answered. */
  readonly answer: (requestId: string, retryAfterMs: number | undefined) => RelayAnswer;
}

export type ReadResult = { readonly limit: RateLimit | null; readonly retryAfterMs: number | undefined } & (
  | { readonly kind: "answer"; readonly body: string; readonly etag: string | null; readonly value: OperationValue }
  | { readonly kind: "unchanged" }
  | { readonly kind: "failure"; readonly failure: Failure }
);

/** What a failure takes beside its texts, in bytes: its objects, its closure and what belongs to a map of headers. */
const FAILURE_BYTES = 4_096;
/** What is kept of each text of an error, in characters. */
const LONGEST_TEXT = 512;

/** Asks the upstream about an operation once, and says what came of it. @throws The signal's reason; nothing else. */
export async function readOnce(
  { upstream, operation, params }: Target,
  knownEtag: string | null,
  signal: AbortSignal,
  options: UpstreamOptions,
  now: () => number,
): Promise<ReadResult> {
  const path = buildPath(operation.name, operation.path, params);
  const headers: Record<string, string> = knownEtag === null ? {} : { "if-none-match": knownEtag };
  let answer: UpstreamAnswer;
  try {
    answer = await askUpstream({ upstream, operation: operation.name, path, method: "GET", headers, signal }, options);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failure", limit: null, retryAfterMs: undefined, failure: failureOf(error, undefined) };
  }
  const nowMs = now();
  const told = { limit: rateLimit(answer.headers, nowMs), retryAfterMs: retryAfterMs(answer.headers, nowMs) };
  try {
    if (answer.status === 304 && knownEtag !== null) return { ...told, kind: "unchanged" };
    if (answer.status === 200)
      return {
        ...told,
        kind: "answer",
        body: answer.text,
        etag: etagIn(answer.headers),
        value: parsed(operation, answer.json, params),
      };
    return { ...told, kind: "failure", failure: refusal(operation, answer, told.retryAfterMs) };
  } catch (error) {
    return { ...told, kind: "failure", failure: failureOf(error, told.retryAfterMs) };
  }
}

function parsed(operation: AnyOperation, json: unknown, params: Readonly<Record<string, string>>): OperationValue {
  try {
    return parseOperation(operation, json, params);
  } catch (cause) {
    throw relayError(
      502,
      "INVALID_RESPONSE",
      "the upstream's answer is not what it documents. Check the relay's baseUrl.",
      { operation: operation.name, cause },
    );
  }
}

/** An answer other than 200 and 304: passed on where it is the visitor's to know. */
function refusal(operation: AnyOperation, answer: UpstreamAnswer, retryAfter: number | undefined): Failure {
  const { status } = answer;
  const passedOn = visitorAnswer(operation.name, answer, "");
  if (status < 400)
    throw relayError(502, "INVALID_RESPONSE", `the upstream answered a read with ${status}.`, {
      operation: operation.name,
    });
  return {
    isFatal: !isRetryableStatus(status),
    retryAfterMs: retryAfter,
    bytes: FAILURE_BYTES + textBytes(answer.text) + jsonBytes(passedOn.headers),
    incident:
      status >= 500 && !isKeyRefused(operation.name, answer)
        ? relayError(status, "SERVER_ERROR", `the upstream failed with ${status}.`, { operation: operation.name })
        : null,
    answer: (requestId, wait) => ({
      ...passedOn,
      headers: {
        ...passedOn.headers,
        "x-request-id": passedOn.headers["x-request-id"] || requestId,
        ...retryAfterHeader(wait),
      },
    }),
  };
}

/** A failure of the relay's own words. */
export function failureOf(error: unknown, retryAfter: number | undefined): Failure {
  const known = error instanceof OperationError ? error : relayFailed(undefined, { cause: error });
  // Without its cause, which may hold as much of the upstream's answer as there is.
  const told = {
    code: shortText(known.code),
    message: shortText(known.message),
    details: shortDetails(known.details),
    httpStatus: known.httpStatus,
    retryAfterMs: known.retryAfterMs,
  };
  return {
    isFatal: false,
    retryAfterMs: retryAfter,
    bytes: FAILURE_BYTES + jsonBytes(told),
    incident: known,
    answer: (requestId, wait) => {
      const answer = errorAnswer(told, requestId);
      return { ...answer, headers: { ...answer.headers, ...retryAfterHeader(wait) } };
    },
  };
}

/**
 * The failure as it is kept once it was reported: an incident's causes may hold as much of the upstream's answer as
 * there is.
 */
export function keptFailure(failure: Failure): Failure {
  return { ...failure, incident: null };
}

function shortText(text: string): string {
  return ownText(text.slice(0, LONGEST_TEXT));
}

/** Details that are plain JSON and short; of others none. */
function shortDetails(details: unknown): unknown {
  try {
    const text = JSON.stringify(details);
    return text.length > LONGEST_TEXT ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function retryAfterHeader(waitMs: number | undefined): Record<string, string> {
  return waitMs === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))) };
}

function etagIn(headers: Headers): string | null {
  const etag = headers.get("etag");
  return isEtag(etag) ? etag : null;
}
