import { OperationError } from "../operations/OperationError";

export interface Answer {
  /** 0 for a redirect, which browsers tell nothing more about. */
  readonly status: number;
  readonly headers: Headers;
  /** The body's JSON; undefined when it is none. */
  readonly body: unknown;
}

/**
 * Sends one request and reads its answer whole.
 *
 * @param operation Its name, for errors.
 * @param init Its signal is that of {@link Deadlines}, which says itself why it aborted.
 * @throws OperationError `NETWORK`
 */
export async function exchange(operation: string, fetch: typeof globalThis.fetch, url: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Answer> {
  init.signal.throwIfAborted();
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    return { status, headers, body: status === 304 ? undefined : await response.json().catch(undefinedIfNoJson) };
  } catch (cause) {
    throw networkError(operation, url, fetch, cause);
  }
}

/** An error answer may be a page. By its name: where tests run in a realm of their own, a `fetch` may throw the SyntaxError of another. */
function undefinedIfNoJson(error: Error): undefined {
  if (error.name !== "SyntaxError") throw error;
}

function networkError(operation: string, url: string, fetch: typeof globalThis.fetch, cause: unknown): OperationError {
  // A `fetch` that was passed in may well know what a relative URL means.
  const relativeOnServer = url.startsWith("/") && typeof location === "undefined" && fetch === globalThis.fetch;
  return new OperationError({
    code: "NETWORK",
    operation,
    retryable: !relativeOnServer,
    message: relativeOnServer
      ? `${operation}: on a server a relative baseUrl leads nowhere. Pass createLongrunClient({ endpoints }) an absolute one.`
      : `${operation}: the server can't be reached. It will be asked again; check the connection and baseUrl.`,
    cause,
  });
}
