import { isRecord } from "../../operations/isRecord";
import { OperationError } from "../../operations/error/OperationError";
import type { ClientErrorCode } from "../../operations/error/OwnErrorCode";
import { isDevelopment } from "../../polling/isDevelopment";
import { throwIfAborted } from "./Deadlines";

export interface Answer {
  /** 0 for a redirect: browsers hide its status. */
  readonly status: number;
  readonly headers: Headers;
  /** The body's JSON; undefined when it is none. */
  readonly body: unknown;
}

/**
 * Sends one request and reads its answer whole.
 *
 * @param operation Its name, for errors.
 * @param init Its signal comes from {@link Deadlines}, whose reason is the error.
 * @throws OperationError `NETWORK`, or `FETCH_FAILED` where the mistake is in the program
 */
export async function exchange(
  operation: string,
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Answer> {
  throwIfAborted(init.signal);
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    // A test's stand-in for `fetch` may give anything.
    if (typeof status !== "number" || typeof headers?.get !== "function")
      throw new TypeError("what it gave is not a Response");
    return { status, headers, body: status === 304 ? undefined : await response.json().catch(undefinedIfNoJson) };
  } catch (cause) {
    throw mistakeIn(operation, cause) ?? networkError(operation, url, fetch, cause);
  }
}

/**
 * An error answer may be a page. Checked by name: where tests run in a realm of their own, the SyntaxError may be that
 * of another realm.
 */
function undefinedIfNoJson(error: Error): undefined {
  if (error.name !== "SyntaxError") throw error;
}

/** Messages of engines for a mistake in a program. A `fetch` whose network failed throws a TypeError with others. */
const MISTAKE = /is not a |is not iterable|annot (read|set|destructure) |(undefined|null) is not|is (undefined|null)$/;

/**
 * The error for a `fetch` that is not there, or has a mistake in it: `Request is not defined` under jsdom, for example.
 * Checked by name, since the error may be another realm's. A missing variable is not retried: it stays missing.
 */
function mistakeIn(operation: string, cause: unknown): OperationError | null {
  const { name, message } = (cause ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  const isMissing = name === "ReferenceError" || message === "fetch is not a function";
  if (!isMissing && !(name === "TypeError" && MISTAKE.test(String(message)))) return null;
  const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? hintOn(String(message)) : "";
  return new OperationError({
    code: "FETCH_FAILED" satisfies ClientErrorCode,
    operation,
    retryable: !isMissing,
    message: `${operation}: fetch is not there, or has a mistake in it${hint}.`,
    cause,
  });
}

/** Messages of these two forms hold names of the program alone; others might quote a header. */
function hintOn(said: string): string {
  const named = /^[\w$.]+ is not (defined|a function)$|^Can't find variable: [\w$]+$/.test(said) ? ` (${said})` : "";
  return (
    `${named}; the network is not to blame. See the error's cause; check createLongrunClient({ fetch }), ` +
    "or give this environment what is missing"
  );
}

function networkError(operation: string, url: string, fetch: typeof globalThis.fetch, cause: unknown): OperationError {
  // A `fetch` that was passed in may resolve a relative URL.
  const relativeOnServer = url.startsWith("/") && typeof location === "undefined" && fetch === globalThis.fetch;
  return new OperationError({
    code: "NETWORK" satisfies ClientErrorCode,
    operation,
    retryable: !relativeOnServer,
    message: relativeOnServer
      ? `${operation}: on a server a relative baseUrl leads nowhere. Pass createLongrunClient({ endpoints }) an ` +
        "absolute one."
      : `${operation}: the server can't be reached. It will be asked again; check the connection and baseUrl.`,
    cause,
  });
}

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
  const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? relayHint(status) : "";
  return new OperationError({
    code: "RELAY_NOT_FOUND" satisfies ClientErrorCode,
    operation,
    httpStatus: status,
    retryable,
    message: `${operation}: nothing answers at ${baseUrl}; is the relay mounted there?${hint}`,
  });
}

function relayHint(status: number): string {
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
