import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRelay } from "../server/createRelay";
import { toNodeListener } from "../server/node/toNodeListener";
import { createSimulator, type Simulator } from "../testing/createSimulator";
import { KINDS, startDevJob } from "./startDevJob";
import { pageFiles } from "./pageFiles";
import { proxyLines } from "./proxyLines";

export interface DevServer {
  /** Such as `http://127.0.0.1:4174`. */
  readonly url: string;
  readonly simulator: Simulator;
  close(): Promise<void>;
}

/** The page loads nothing from other origins and runs no inline script. */
const SAFETY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};
const LARGEST_INPUT = 65_536;

/**
 * A relay on a simulator, and a page that starts jobs in it, on this machine alone.
 *
 * @param port 0 for any free one.
 * @throws Node's own error for a port that can't be had.
 */
export async function startDevServer(port: number): Promise<DevServer> {
  const simulator = createSimulator({ seed: Date.now() });
  const relay = createRelay({
    upstreams: { layers: { apiKey: simulator.layers.apiKey }, tuco: { apiKey: simulator.tuco.apiKey } },
    // Everybody may: the server listens on this machine alone, and holds only made-up jobs.
    authorize: () => true,
    fetch: simulator.fetch,
  });
  const toRelay = toNodeListener(relay);
  const files = pageFiles();
  let url = "";

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?", 1)[0] ?? "/";
    if (path.startsWith("/api/longrun/")) return toRelay(request, response);
    const file = files.get(path);
    if (file) return send(response, 200, file.type, file.body);
    if (path === "/dev/setup") return sendJson(response, 200, { kinds: KINDS, proxies: proxyLines(url) });
    if (path !== "/dev/jobs")
      return sendJson(response, 404, {
        error: `There is nothing at ${path}. The relay is at /api/longrun, the page at /.`,
      });
    if (request.method !== "POST") return sendJson(response, 200, { jobs: simulator.layers.jobs() });
    // A form of another site can't send JSON without a CORS preflight, which is never answered.
    if (!/^application\/json\b/.test(request.headers["content-type"] ?? ""))
      return sendJson(response, 415, { error: "Send JSON." });
    readJson(request)
      .then((input) => sendJson(response, 201, startDevJob(simulator, input)))
      .catch((error: unknown) =>
        sendJson(response, 400, { error: error instanceof Error ? error.message : "That can't be read." }),
      );
  }

  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : port}`;
  return {
    url,
    simulator,
    close: async () => {
      await relay.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @throws SyntaxError for what is no JSON, TypeError for what is too large. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LARGEST_INPUT) throw new TypeError("That is too large.");
  }
  return JSON.parse(text) as unknown;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...SAFETY_HEADERS, "content-type": type }).end(body);
}
