import { nodeRequest } from "./NodeRequest";
import type { RelayCall } from "./RelayCall";

/** What of node:http's `IncomingMessage` is used, and what Express and others add to it. */
export interface NodeIncoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: `url` before it was cut down to what is below the mount point. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly readableEnded?: boolean | undefined;
  /** A TLS socket has `encrypted: true`. */
  readonly socket?: object | undefined;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The body as it came, where a framework keeps it. */
  readonly rawBody?: unknown;
  on(event: string, listener: (chunk: Uint8Array) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** Paths that a URL parser would leave as they are, with a query that no one looks at unless asked. */
const PLAIN_TARGET = /^(?:\/[\w-]+)+(?:\?[\w=&%.~/-]*)?$/;
const PLAIN_HOST = /^[a-z0-9.-]+(?::\d{1,5})?$/i;

/** A call from node:http's request, or null when its target or its Host header is none that HTTP allows for a server. */
export function callOfNode(incoming: NodeIncoming, signal: () => AbortSignal): RelayCall | null {
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const { host } = incoming.headers;
  const origin = `${isEncrypted(incoming.socket) ? "https" : "http"}://${typeof host === "string" ? host : "localhost"}`;
  // Nearly every call: parsing a URL would cost more than the rest of a cached answer.
  const isPlain = PLAIN_TARGET.test(target) && (typeof host !== "string" || PLAIN_HOST.test(host));
  // Put together as text: resolving "//evil.example/" against a base would take it for a host.
  if (!isPlain && (!target.startsWith("/") || !URL.canParse(origin + target) || new URL(origin).pathname !== "/")) return null;
  return new NodeCall(incoming, origin, target, isPlain, signal);
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
    const asked = target.indexOf("?");
    this.method = incoming.method ?? "GET";
    this.path = !isPlain ? new URL(origin + target).pathname : asked < 0 ? target : target.slice(0, asked);
    this.signal = signal;
    this.#incoming = incoming;
    // Now: a socket that has been closed says no more whose it was.
    this.remoteAddress = addressOf(incoming.socket);
    this.#url = origin + target;
  }

  query(): URLSearchParams {
    return new URL(this.#url).searchParams;
  }

  header(name: string): string | null {
    const value = this.#incoming.headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  }

  body(): ReadableStream<Uint8Array> | null {
    return bodyOf(this.#incoming);
  }

  request(): Request {
    this.#request ??= nodeRequest({ url: this.#url, method: requestMethod(this.method), headers: () => headersOf(this.#incoming), signal: this.signal });
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
    for (const one of Array.isArray(value) ? value : [value]) all.append(name, one);
  }
  return all;
}

function bodyOf(incoming: NodeIncoming): ReadableStream<Uint8Array> | null {
  const parsed = incoming.rawBody ?? (incoming.readableEnded || incoming.body !== undefined ? incoming.body : undefined);
  if (parsed !== undefined) return streamOf(parsed instanceof Uint8Array ? parsed : new TextEncoder().encode(typeof parsed === "string" ? parsed : JSON.stringify(parsed)));
  if (incoming.readableEnded) return null;
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on("data", (chunk) => {
        if (ended) return;
        controller.enqueue(new Uint8Array(chunk));
        // No more is taken from the socket than is read here.
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      const end = (finish: () => void) => (): void => {
        if (!ended) finish();
        ended = true;
      };
      incoming.on("end", end(() => controller.close()));
      incoming.on("error", end(() => controller.error(new Error("The request broke off."))));
      incoming.on("close", end(() => controller.error(new Error("The request broke off."))));
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      ended = true;
      // The rest is not wanted: let it run into nothing, so that the answer can still be sent.
      incoming.resume();
    },
  });
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
