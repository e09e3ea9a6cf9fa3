import { OperationError } from "../operations/OperationError";

export interface Exchange {
  /** Name of the operation, for errors. */
  readonly operation: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly fetch: typeof globalThis.fetch;
  /** From the start of the request to the end of the body, in ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body's text; empty when there is none. */
  readonly text: string;
}

/**
 * Sends one request and reads its answer whole, within one deadline: a server that sends headers and then hangs is a time-out too.
 *
 * @throws OperationError `NETWORK` or `TIMEOUT`, both retryable.
 * @throws The signal's reason when the caller aborts.
 */
export async function exchange({ operation, url, init, fetch, timeoutMs, signal }: Exchange): Promise<Answer> {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const abort = (): void => deadline.abort(signal?.reason);
  // Not AbortSignal.timeout: fake clocks don't move it, and it can't be cleared when the answer is there.
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    deadline.abort();
  }, timeoutMs);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await untilAborted(deadline.signal, send(fetch, url, { ...init, signal: deadline.signal }));
  } catch (cause) {
    signal?.throwIfAborted();
    throw timedOut ? timeout(operation, timeoutMs, cause) : networkError(operation, url, cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A `fetch` that was passed in may ignore its signal; waiting for it would hang the poll for ever. */
function untilAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function timeout(operation: string, timeoutMs: number, cause: unknown): OperationError {
  return new OperationError({
    code: "TIMEOUT",
    operation,
    retryable: true,
    message: `${operation}: no answer within ${timeoutMs} ms. It will be asked again; raise timeoutMs if the server is known to be slow.`,
    cause,
  });
}

function networkError(operation: string, url: string, cause: unknown): OperationError {
  const relativeOnServer = url.startsWith("/") && typeof location === "undefined";
  return new OperationError({
    code: "NETWORK",
    operation,
    retryable: !relativeOnServer,
    message: relativeOnServer
      ? `${operation}: its endpoint has a relative baseUrl, which only a browser can resolve. Pass createLongrunClient({ endpoints }) an absolute one on the server.`
      : `${operation}: the server can't be reached. It will be asked again; check the connection and the endpoint's baseUrl.`,
    cause,
  });
}
