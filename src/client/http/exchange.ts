import { OperationError } from "../../operations/OperationError";
import type { ClientErrorCode } from "../../operations/error/OwnErrorCode";
import { isDevelopment } from "../../polling/isDevelopment";
import { throwIfAborted } from "./throwIfAborted";

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
