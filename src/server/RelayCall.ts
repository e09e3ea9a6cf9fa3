/**
 * One request, as far as the relay looks at it. It stands between `Request` and node:http, so that neither has to be turned into the
 * other for an answer that is ready: building a `Request` costs Node more than the rest of a cached answer.
 */
export interface RelayCall {
  readonly method: string;
  /** As a URL parser gives it: `..` and its spellings are resolved, nothing is decoded. */
  readonly path: string;
  query(): URLSearchParams;
  header(name: string): string | null;
  body(): ReadableStream<Uint8Array> | null;
  /** Aborted when the visitor goes away. */
  signal(): AbortSignal;
  /** The whole request, for `authorize`. Its body is not to be read. */
  request(): Request;
}

/** One answer. */
export interface RelayAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/** What answers calls; {@link Relay} without its clothes. */
export type RelayCore = (call: RelayCall) => Promise<RelayAnswer>;

export function callOf(request: Request): RelayCall {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: () => url.searchParams,
    header: (name) => (name === "host" ? (request.headers.get("host") ?? url.host) : request.headers.get(name)),
    body: () => request.body,
    signal: () => request.signal,
    request: () => request,
  };
}

export function responseOf({ status, headers, body }: RelayAnswer): Response {
  return new Response(body, { status, headers });
}
