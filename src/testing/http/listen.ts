import type { IncomingMessage, ServerResponse } from "node:http";
import { layersError } from "./errorReplies";
import type { Exchange } from "./createExchange";

/** A simulator served over HTTP. */
export interface SimulatorServer {
  /** Without a trailing slash, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Stops serving and breaks every open connection. */
  close(): Promise<void>;
}

const LARGEST_BODY = 1_048_576;

/** How often a served simulator collects what has ended, in ms. */
const COLLECT_MS = 200;

/**
 * Serves an exchange over HTTP on 127.0.0.1 only, and calls `collect` at intervals. @throws TypeError for an impossible
 * port; Node's own error for one that is taken.
 */
export async function listen(exchange: Exchange, port: number, collect: () => void): Promise<SimulatorServer> {
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new TypeError(`listen(port) must be a whole number, 0 (any free port) to 65535, but is ${String(port)}.`);
  // Imported only here, so that the simulator also runs in a browser; the comments make bundlers leave the import
  // alone.
  const { createServer } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:http");
  const server = createServer((request, response) => {
    serve(exchange, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const timer = setInterval(collect, COLLECT_MS);
  // The process may exit even if a test forgets to close the server.
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

/** The path, with dot segments resolved as `fetch` does; null for an unusable URL. */
function pathOf(url: string): string | null {
  const absolute = `http://simulator.invalid${url}`;
  return url.startsWith("/") && URL.canParse(absolute) ? new URL(absolute).pathname : null;
}

/** The whole body; null when it is larger than `LARGEST_BODY`, and then the rest is read and discarded. */
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
