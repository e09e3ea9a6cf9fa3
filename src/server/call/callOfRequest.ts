import type { RelayAnswer, RelayCall, RelayCaller } from "../contract/RelayCall";
import { badRequest } from "../contract/relayError";

/**
 * @param from Where a framework passes something else as a second argument, that is passed over.
 * @throws OperationError 400 for what is no `Request`: a framework's own, say, with a URL that is a path alone.
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
  // Next passes `{ params }` here, Bun its server, and JavaScript anything.
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
