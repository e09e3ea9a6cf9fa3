import { bodyOfNode } from "./bodyOfNode";
import type { NodeIncoming } from "./NodeIncoming";
import { nodeRequest } from "./NodeRequest";
import type { RelayCall } from "../contract/RelayCall";
import { badRequest } from "../contract/relayError";

/** Targets that need no URL parser: it would leave the path as it is, and the query is parsed only when needed. */
const PLAIN_TARGET = /^(?:\/[\w-]+)+(?:\?[\w=&%.~/-]*)?$/;

/** A host and a port, without characters that a URL parser takes for their end or for a user name. */
const HOST = /^(?:\[[\da-f:.]+\]|[^\s\p{C}/\\?#@:[\]]+)(?::\d*)?$/iu;

/** The last valid origin, as given and as parsed. A server has few, and parsing takes as long as a cached answer. */
let lastOrigin: { readonly given: string; readonly origin: string } | null = null;

/**
 * A call from node:http's request.
 *
 * @throws OperationError 400 when its target or its Host header is not one that HTTP allows.
 */
export function callOfNode(incoming: NodeIncoming, signal: () => AbortSignal): RelayCall {
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const origin = originOf(incoming);
  const isPlain = PLAIN_TARGET.test(target);
  // Concatenated and not resolved: "//evil.example/" against a base would become a host.
  if (!isPlain && !(target.startsWith("/") && URL.canParse(origin + target))) throw badRequest("its target is no path");
  return new NodeCall(incoming, origin, target, isPlain, signal);
}

function originOf({ headers, rawHeaders, socket }: NodeIncoming): string {
  const { host } = headers;
  const given = `${isEncrypted(socket) ? "https" : "http"}://${typeof host === "string" ? host : "localhost"}`;
  // With two, a proxy may go by the other one.
  if (hostCount(rawHeaders) > 1) throw badRequest("it has more than one Host header");
  if (host === undefined) return given;
  if (given === lastOrigin?.given) return lastOrigin.origin;
  if (typeof host !== "string" || !HOST.test(host) || !URL.canParse(given)) throw badRequest("its Host header is none");
  lastOrigin = { given, origin: new URL(given).origin };
  return lastOrigin.origin;
}

function hostCount(rawHeaders: readonly string[] = []): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === "host") count += 1;
  return count;
}

class NodeCall implements RelayCall {
  readonly method: string;
  readonly path: string;
  readonly signal: () => AbortSignal;
  readonly remoteAddress: string | null;
  readonly #incoming: NodeIncoming;
  readonly #url: string;
  #request: Request | undefined;

  constructor(incoming: NodeIncoming, origin: string, target: string, isPlain: boolean, signal: () => AbortSignal) {
    // Normalised as in a `Request`, so that `authorize` sees the path that is served, and not "/public/../secret".
    const parsed = isPlain ? null : new URL(origin + target);
    const asked = target.indexOf("?");
    this.method = incoming.method ?? "GET";
    this.path = parsed !== null ? parsed.pathname : asked < 0 ? target : target.slice(0, asked);
    this.signal = signal;
    this.#incoming = incoming;
    // Read now: a closed socket no longer has its address.
    this.remoteAddress = addressOf(incoming.socket);
    this.#url = parsed?.href ?? origin + target;
  }

  query(): URLSearchParams {
    return new URL(this.#url).searchParams;
  }

  header(name: string): string | null {
    const value = this.#incoming.headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  }

  body(): ReadableStream<Uint8Array> | null {
    return bodyOfNode(this.#incoming);
  }

  request(): Request {
    this.#request ??= nodeRequest({
      url: this.#url,
      method: requestMethod(this.method),
      headers: () => headersOf(this.#incoming),
      signal: this.signal,
    });
    return this.#request;
  }
}

function isEncrypted(socket: object | undefined): boolean {
  return socket !== undefined && "encrypted" in socket && socket.encrypted === true;
}

function addressOf(socket: object | undefined): string | null {
  const address: unknown = socket !== undefined && "remoteAddress" in socket ? socket.remoteAddress : null;
  return typeof address === "string" && address !== "" ? address : null;
}

/** `Request` throws at TRACE and CONNECT, which the relay does not serve anyway. */
function requestMethod(method: string): string {
  return /^(connect|trace|track)$/i.test(method) ? "GET" : method;
}

function headersOf({ headers }: NodeIncoming): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) append(all, name, one);
  }
  return all;
}

function append(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    // A header that the Fetch standard does not allow can't be in a Request.
  }
}
