import type { ActionMethod } from "../../operations/Operation";
import { OperationError } from "../../operations/error/OperationError";
import { DeadlinePassed, withDeadline } from "../time/withDeadline";
import { assertContentLength, readLimited, TooLarge } from "./readLimited";
import { relayError } from "../contract/relayError";
import type { Secrets } from "../secrets/Secrets";
import type { Upstream } from "./Upstream";

export interface UpstreamQuestion {
  readonly upstream: Upstream;
  /** Name of the operation, for errors. */
  readonly operation: string;
  /** Below the upstream's base URL; made by `buildPath`, never taken from a visitor. */
  readonly path: string;
  readonly method: "GET" | ActionMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface UpstreamOptions {
  readonly fetch: () => typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly secrets: Secrets;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came; empty if there was none. */
  readonly text: string;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
}

/**
 * Sends one request to an upstream and reads the whole answer, within the timeout and the size limit. Follows no
 * redirect, which would carry the key elsewhere, and withholds an answer that contains a key.
 *
 * @throws OperationError for visitors to see: `NETWORK`, `TIMEOUT`, `INVALID_RESPONSE`, `HEADERS_FAILED`.
 * @throws The signal's reason when the visitor goes away.
 */
export async function askUpstream(question: UpstreamQuestion, options: UpstreamOptions): Promise<UpstreamAnswer> {
  const { signal } = question;
  try {
    return await withDeadline(options.timeoutMs, signal, (within) => ask(question, options, within));
  } catch (cause) {
    signal.throwIfAborted();
    throw readableError(question.operation, cause, options);
  }
}

async function ask(question: UpstreamQuestion, options: UpstreamOptions, signal: AbortSignal): Promise<UpstreamAnswer> {
  const { operation } = question;
  const all = await question.upstream.headers().catch((cause: unknown) => {
    throw relayError(
      502,
      "HEADERS_FAILED",
      "the relay could not make the headers for its upstream, so nothing was sent.",
      { operation, cause },
    );
  });
  const release = options.secrets.track(question.upstream.secretsIn(all));
  try {
    return await exchange(question, all, options, signal);
  } finally {
    release();
  }
}

async function exchange(
  { upstream, path, method, headers, body, operation }: UpstreamQuestion,
  all: Headers,
  options: UpstreamOptions,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const sent = new Headers(all);
  sent.set("accept", "application/json");
  if (body !== undefined) sent.set("content-type", "application/json");
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  const fetch = options.fetch();
  const response = await fetch(upstream.baseUrl + path, {
    method,
    headers: sent,
    redirect: "manual",
    signal,
    ...(body === undefined ? {} : { body }),
  }).catch((cause: unknown) => {
    // Wrapped, so that an OperationError from the application's own `fetch` is not passed on to visitors.
    throw new Error("The fetch failed.", { cause });
  });

  const { status } = response;
  if (!(status >= 200 && status <= 599) && response.type !== "opaqueredirect") {
    await response.body?.cancel().catch(() => undefined);
    throw relayError(502, "INVALID_RESPONSE", "the upstream answered with a status that HTTP does not have.", {
      operation,
    });
  }
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400 && status !== 304)) {
    await response.body?.cancel().catch(() => undefined);
    throw relayError(
      502,
      "INVALID_RESPONSE",
      "the upstream answered with a redirect, which the relay does not follow. Check the relay's baseUrl.",
      { operation },
    );
  }
  try {
    assertContentLength(response.headers.get("content-length"), options.maxResponseBytes);
  } catch (error) {
    await response.body?.cancel().catch(() => undefined);
    throw error;
  }
  const text = await readLimited(response.body, options.maxResponseBytes, signal);
  if (
    options.secrets.isIn(text) ||
    [...response.headers].some(([name, value]) => options.secrets.isInName(name) || options.secrets.isIn(value))
  ) {
    const cause = new Error(
      "A value of the headers that were sent stands in the answer. If it is no secret, name its header in the " +
        "upstream's publicHeaders.",
    );
    throw relayError(502, "INVALID_RESPONSE", "the upstream's answer held the relay's key, so it was withheld.", {
      operation,
      cause,
    });
  }
  return { status, headers: response.headers, text, json: jsonOrUndefined(text) };
}

function readableError(operation: string, cause: unknown, options: UpstreamOptions): OperationError {
  if (cause instanceof DeadlinePassed)
    return relayError(504, "TIMEOUT", `the upstream did not answer within ${options.timeoutMs} ms.`, {
      operation,
      cause,
    });
  if (cause instanceof TooLarge)
    return relayError(
      502,
      "INVALID_RESPONSE",
      `the upstream's answer is larger than ${options.maxResponseBytes} bytes.`,
      { operation, cause },
    );
  if (cause instanceof OperationError) return cause;
  return relayError(502, "NETWORK", "the relay can't reach its upstream.", { operation, cause });
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
