import type { RelayAnswer, RelayCall, RelayCaller } from "../contract/RelayCall";
import { badRequest } from "../contract/relayError";

/**
 * A relay call from a platform's `Request`.
 *
 * @param from The caller's address; anything else that a framework passes as a second argument is ignored.
 * @throws OperationError 400 for a request without an absolute URL, such as some frameworks have of their own.
 */
export function callOfRequest(request: Request, from?: RelayCaller | object): RelayCall {
  const url = urlOf(request);
  return {
    method: request.method,
    path: url.pathname,
    remoteAddress: addressIn(from),
    query: () => url.searchParams,
    header: (name) => (name === "host" ? (request.headers.get("host") ?? url.host) : request.headers.get(name)),
    body: () => request.body,
    signal: () => request.signal,
    request: () => request,
  };
}

function addressIn(from: unknown): string | null {
  // Next passes `{ params }` here, and Bun its server.
  const address: unknown =
    typeof from === "object" && from !== null && "remoteAddress" in from ? from.remoteAddress : null;
  return typeof address === "string" && address !== "" ? address : null;
}

export function responseOf({ status, headers, body }: RelayAnswer): Response {
  return new Response(body, { status, headers });
}

function urlOf(request: Request): URL {
  try {
    return new URL(request.url);
  } catch (cause) {
    throw badRequest("its URL is not absolute", cause);
  }
}
