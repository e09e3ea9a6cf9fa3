import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export { runningJob } from "../fixtures/jobs";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Upstream {
  readonly url: string;
  readonly seen: Seen[];
  /** Requests whose caller went away before they were answered. */
  readonly aborted: Seen[];
  readonly server: Server;
}

/** Takes what is to be done in the end: of tests that run side by side, when all of them have ended. */
export type OnEnd = (end: () => void | Promise<void>) => void;

/** A real HTTP server on loopback that notes what it is asked; closed when the test ends. */
export async function upstreamOf(
  answer: (seen: Seen, response: ServerResponse) => void,
  onEnd: OnEnd = onTestFinished,
): Promise<Upstream> {
  const seen: Seen[] = [];
  const aborted: Seen[] = [];
  const { url, server } = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one: Seen = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      response.on("close", () => {
        if (!response.writableEnded) aborted.push(one);
      });
      answer(one, response);
    });
  }, onEnd);
  return { url, seen, aborted, server };
}

/** Listens on a free port of this machine; closed when the test ends. */
export async function serve(
  listener: RequestListener,
  onEnd: OnEnd = onTestFinished,
): Promise<{ readonly url: string; readonly port: number; readonly server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, server };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

export const KEY = "lp_live_01HX9Y6K7EJ4T2_4QZpNsecret";
export const TUCO_KEY = "tuco_workspace_5d41402abc4b2a76";

export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly requestId: string;
    readonly details?: unknown;
  };
}

export async function errorOf(response: Response): Promise<ErrorBody["error"]> {
  return ((await response.json()) as ErrorBody).error;
}
