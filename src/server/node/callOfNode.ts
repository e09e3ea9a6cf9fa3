import { bodyOfNode } from "./bodyOfNode";
import type { NodeIncoming } from "./NodeIncoming";
import { nodeRequest } from "./NodeRequest";
import type { RelayCall } from "../contract/RelayCall";
import { badRequest } from "../contract/relayError";

/** Paths that a URL parser would leave as they are, with a query that no one looks at unless asked. */
const PLAIN_TARGET = /^(?:\/[\w-]+)+(?:\?[\w=&%.~/-]*)?$/;

/** A host and a port, without anything that a URL parser takes for the end of them or for a user name. */
const HOST = /^(?:\[[\da-f:.]+\]|[^\s\p{C}/\\?#@:[\]]+)(?::\d*)?$/iu;

/**
 * The origin that was found good last, as it came and as a URL has it. A server has one, or a few: parsing it for each
 * call would cost as much as a cached answer.
 */
let good: { readonly given: string; readonly origin: string } | null = null;

/**
 * A call from node:http's request.
 *
 * @throws OperationError 400 when its target or its Host header is none that HTTP allows for a server.
 */
export function callOfNode(incoming: NodeIncoming, signal: () => AbortSignal): RelayCall {
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const origin = originOf(incoming);
  const isPlain = PLAIN_TARGET.test(target);
  // Put together as text: resolving "//evil.example/" against a base would take it for a host.
  if (!isPlain && !(target.startsWith("/") && URL.canParse(origin + target))) throw badRequest("its target is no path");
  return new NodeCall(incoming, origin, target, isPlain, signal);
}

function originOf({ headers, rawHeaders, socket }: NodeIncoming): string {
  const { host } = headers;
  const given = `${isEncrypted(socket) ? "https" : "http"}://${typeof host === "string" ? host : "localhost"}`;
  // Which of two is meant, a proxy may see otherwise than we do.
  if (hostCount(rawHeaders) > 1) throw badRequest("it has more than one Host header");
  if (host === undefined) return given;
  if (given === good?.given) return good.origin;
  if (typeof host !== "string" || !HOST.test(host) || !URL.canParse(given)) throw badRequest("its Host header is none");
  good = { given, origin: new URL(given).origin };
  return good.origin;
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
    // As a `Request` has it: what `authorize` sees must be what is served, and not "/public/../secret".
    const parsed = isPlain ? null : new URL(origin + target);
    const asked = target.indexOf("?");
    this.method = incoming.method ?? "GET";
    this.path = parsed !== null ? parsed.pathname : asked < 0 ? target : target.slice(0, asked);
    this.signal = signal;
    this.#incoming = incoming;
    // Now: a socket that has been closed says no more whose it was.
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

/** `Request` refuses TRACE and CONNECT, and so does the relay, by not knowing them. */
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
    // One that is none of the Fetch standard's is of no use to anybody who looks at a Request.
  }
}
