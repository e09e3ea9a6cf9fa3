import type { IncomingMessage, ServerResponse } from "node:http";
import { layersError } from "./errorReplies";
import type { Exchange } from "./createExchange";

/** A simulator that is served over HTTP. */
export interface SimulatorServer {
  /** Without a trailing slash, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Stops serving and breaks every open connection. */
  close(): Promise<void>;
}

const LARGEST_BODY = 1_048_576;

/** How often a served simulator looks for itself what has ended, in ms. */
const LOOK_MS = 200;

/**
 * Serves an exchange over HTTP on this machine alone, and calls `look` now and then. @throws TypeError for an
 * impossible port; Node's own error for one that is taken.
 */
export async function listen(exchange: Exchange, port: number, look: () => void): Promise<SimulatorServer> {
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new TypeError(`listen(port) must be a whole number, 0 (any free port) to 65535, but is ${String(port)}.`);
  // Asked for only here, so that the simulator runs in a browser; bundlers are told to leave it alone.
  const { createServer } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:http");
  const server = createServer((request, response) => {
    serve(exchange, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const timer = setInterval(look, LOOK_MS);
  // A test that forgets to close it may end all the same.
  timer.unref();
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const path = pathOf(request.url ?? "/");
  const body = await bodyOf(request);
  if (path === null || body === null) {
    const {
      status,
      headers,
      body: text,
    } = layersError(
      path === null
        ? { status: 400, code: "INVALID_REQUEST", message: "Unusable URL." }
        : { status: 413, code: "PAYLOAD_TOO_LARGE", message: "The body is too large." },
    );
    response.writeHead(status, { ...headers, connection: "close" }).end(text);
    return;
  }
  const exchanged = await exchange(
    { method: request.method ?? "GET", path, headers: headersOf(request), body },
    gone.signal,
  );
  if (exchanged === "dropped") {
    response.destroy();
    return;
  }
  const { status, headers, body: text } = exchanged.reply;
  const bytes = new TextEncoder().encode(text);
  if (status === 304 || status === 204) {
    response.writeHead(status, headers).end();
  } else if (exchanged.truncated) {
    response.writeHead(status, { ...headers, "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  } else {
    response.writeHead(status, { ...headers, "content-length": bytes.length }).end(bytes);
  }
}

/** Resolved as `fetch` resolves it, dots and all; null where it can't be. */
function pathOf(url: string): string | null {
  const absolute = `http://simulator.invalid${url}`;
  return url.startsWith("/") && URL.canParse(absolute) ? new URL(absolute).pathname : null;
}

/**
 * The whole body; null when it is larger than anything a provider takes. What comes after that is read and thrown away.
 */
function bodyOf(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) return void chunks.push(chunk);
      chunks.length = 0;
      resolve(null);
    });
    request.once("error", reject);
    request.once("end", () => {
      const decoder = new TextDecoder();
      resolve(chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode());
    });
  });
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}
