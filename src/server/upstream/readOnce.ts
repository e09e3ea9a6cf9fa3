import { rateLimit, retryAfterMs } from "../../client/http/answerHeaders";
import type { AnyOperation } from "../../operations/Operation";
import type { OperationValue } from "../../operations/OperationValue";
import { isRetryableStatus } from "../../operations/error/isRetryableStatus";
import { OperationError } from "../../operations/error/OperationError";
import { upstreamRequest } from "../../operations/path/upstreamRequest";
import { parseOperation } from "../../operations/value/parseOperation";
import type { RateLimit } from "../../polling/readBudget";
import { askUpstream, type UpstreamAnswer, type UpstreamOptions } from "./askUpstream";
import { isEtag } from "../contract/digestOf";
import { jsonBytes, ownText, textBytes } from "../store/LruMap";
import type { RelayAnswer } from "../contract/RelayCall";
import { errorAnswer, relayError, relayFailed } from "../contract/relayError";
import type { Target } from "./Target";
import { isKeyRefused, visitorAnswer } from "./visitorAnswer";

/** A read that failed. */
export interface Failure {
  /** Whether asking again is of no use, such as after a 404. */
  readonly isFatal: boolean;
  /** `Retry-After` of the upstream, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Reported to `onError`; null where the failure concerns the visitor alone. */
  readonly incident: OperationError | null;
  /** Its size in memory, in bytes, roughly. */
  readonly bytes: number;
  /** The answer to visitors. */
  readonly answer: (requestId: string, retryAfterMs: number | undefined) => RelayAnswer;
}

export type ReadResult = { readonly limit: RateLimit | null; readonly retryAfterMs: number | undefined } & (
  | { readonly kind: "answer"; readonly body: string; readonly etag: string | null; readonly value: OperationValue }
  | { readonly kind: "unchanged" }
  | { readonly kind: "failure"; readonly failure: Failure }
);

/** The size of a failure without its texts, in bytes: its objects, its closure, its map of headers. */
const FAILURE_BYTES = 4_096;
/** Each text of an error is cut to so many characters. */
const MAX_TEXT_LENGTH = 512;

/** Reads an operation at its upstream once; a failure is a result. @throws The signal's reason; nothing else. */
export async function readOnce(
  { upstream, operation, params }: Target,
  knownEtag: string | null,
  signal: AbortSignal,
  options: UpstreamOptions,
  now: () => number,
): Promise<ReadResult> {
  const headers: Record<string, string> = knownEtag === null ? {} : { "if-none-match": knownEtag };
  let answer: UpstreamAnswer;
  try {
    const request = upstreamRequest(operation, params);
    answer = await askUpstream({ upstream, operation: operation.name, ...request, headers, signal }, options);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failure", limit: null, retryAfterMs: undefined, failure: failureOf(error, undefined) };
  }
  const nowMs = now();
  const hints = { limit: rateLimit(answer.headers, nowMs), retryAfterMs: retryAfterMs(answer.headers, nowMs) };
  try {
    if (answer.status === 304 && knownEtag !== null) return { ...hints, kind: "unchanged" };
    // 202 says that the operation goes on, as its body does: fal answers so.
    if (answer.status === 200 || answer.status === 202)
      return {
        ...hints,
        kind: "answer",
        body: answer.text,
        etag: etagIn(answer.headers),
        value: parsed(operation, answer.json, params),
      };
    return { ...hints, kind: "failure", failure: refusal(operation, answer, hints.retryAfterMs) };
  } catch (error) {
    return { ...hints, kind: "failure", failure: failureOf(error, hints.retryAfterMs) };
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

/** The failure for an answer other than 200 and 304, which is passed on to the visitor. */
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

/** The failure for an error of the relay's own making. */
export function failureOf(error: unknown, retryAfter: number | undefined): Failure {
  const known = error instanceof OperationError ? error : relayFailed(undefined, { cause: error });
  // Without its cause, which may hold the whole answer of the upstream.
  const shown = {
    code: shortText(known.code),
    message: shortText(known.message),
    details: shortDetails(known.details),
    httpStatus: known.httpStatus,
    retryAfterMs: known.retryAfterMs,
  };
  return {
    isFatal: false,
    retryAfterMs: retryAfter,
    bytes: FAILURE_BYTES + jsonBytes(shown),
    incident: known,
    answer: (requestId, wait) => {
      const answer = errorAnswer(shown, requestId);
      return { ...answer, headers: { ...answer.headers, ...retryAfterHeader(wait) } };
    },
  };
}

/** The failure as it is cached: without its incident, whose causes may hold the whole answer of the upstream. */
export function keptFailure(failure: Failure): Failure {
  return { ...failure, incident: null };
}

function shortText(text: string): string {
  return ownText(text.slice(0, MAX_TEXT_LENGTH));
}

/** Details if they are plain JSON and short, else undefined. */
function shortDetails(details: unknown): unknown {
  try {
    const text = JSON.stringify(details);
    return text.length > MAX_TEXT_LENGTH ? undefined : JSON.parse(text);
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
