import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createRelay, toNodeListener } from "longrun/server";
import { createControls } from "./controls.mjs";
import { DemoWorld } from "./DemoWorld.mjs";
import { FAULTS } from "./faults.mjs";
import { staticFiles } from "./staticFiles.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** On every answer. The policy leaves the page no way to reach another origin, and no way to run what was injected. */
const SAFETY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

const LARGEST_INPUT = 65_536;

/**
 * Serves the page, the relay behind it and, for every service without a key in `env`, its simulation, all on one origin.
 * Prints the URL. Ends the process with a message when the port can't be had.
 */
export async function serve(env) {
  const port = portOf(env.PORT);
  const host = env.HOST || "127.0.0.1";
  const live = { layers: Boolean(env.LAYERS_API_KEY), tuco: Boolean(env.TUCO_API_KEY) };
  const stateFile = env.LONGRUN_DEMO_STATE || at(`../../../node_modules/.cache/longrun-demo/${port}.jsonl`);
  const world = live.layers && live.tuco ? null : await new DemoWorld(stateFile).open();
  const relay = createRelay({
    upstreams: {
      layers: live.layers ? { apiKey: env.LAYERS_API_KEY, baseUrl: env.LAYERS_BASE_URL } : { apiKey: world.simulator.layers.apiKey, baseUrl: world.server.url },
      tuco: live.tuco ? { apiKey: env.TUCO_API_KEY, baseUrl: env.TUCO_BASE_URL } : { apiKey: world.simulator.tuco.apiKey, baseUrl: world.server.url },
    },
    // Whoever reaches this server may watch: it listens on this machine alone. Your app asks its own session here.
    authorize: () => true,
    ...(world ? { fetch: (url, init) => (String(url).startsWith(world.server.url) ? world.fetch : fetch)(url, init) } : {}),
  });
  const toRelay = toNodeListener(relay);
  const controls = createControls(world, live);
  const file = staticFiles(at("../dist"));

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(SAFETY_HEADERS)) response.setHeader(name, value);
    const path = (request.url ?? "/").split("?", 1)[0];
    if (!isExpectedHost(request.headers.host, env)) return answerJson(response, 421, { error: "This server is not known by that name." });
    if (path.startsWith("/api/longrun/")) {
      // Where a visitor speeds time up and plays the provider, what the relay knows is out of date sooner than any cadence can tell.
      if (world) request.headers["cache-control"] = "max-age=1";
      return FAULTS[controls.fault()](request, response, () => toRelay(request, response));
    }
    if (path.startsWith("/demo/")) return void answerControl(controls, path, request, response).catch(() => answerJson(response, 500, { error: "The demo server failed." }));
    const found = request.method === "GET" || request.method === "HEAD" ? file(path) : null;
    if (!found) return void response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
    response.writeHead(200, { ...found.headers, "content-length": found.body.length }).end(request.method === "HEAD" ? undefined : found.body);
  });
  server.once("error", (error) => {
    console.error(problemWith(error, port));
    process.exit(1);
  });
  server.listen(port, host, () => {
    console.log(`longrun demo: http://${host === "127.0.0.1" ? "localhost" : host}:${server.address().port}`);
    for (const [name, isLive] of Object.entries(live)) console.log(`  ${name}: ${isLive ? "the real service" : "simulated"}`);
  });
}

async function answerControl(controls, path, request, response) {
  const isPost = request.method === "POST";
  // A form on another site can't send JSON without asking first, and nobody here answers that question.
  if (isPost && !/^application\/json\b/.test(request.headers["content-type"] ?? "")) return answerJson(response, 415, { error: "Send JSON." });
  const input = isPost ? await inputOf(request) : {};
  if (input === null) return answerJson(response, 400, { error: "Send a JSON object." });
  const { status, body } = controls.answer(request.method, path, input);
  answerJson(response, status, body);
}

/** The body as a JSON object; null when it is none, or too large. */
async function inputOf(request) {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LARGEST_INPUT) return null;
  }
  try {
    const input = JSON.parse(text);
    return typeof input === "object" && input !== null && !Array.isArray(input) ? input : null;
  } catch {
    return null;
  }
}

function answerJson(response, status, body) {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" }).end(JSON.stringify(body));
}

/** In front of a real service, a name of somebody else's that points here (DNS rebinding) must not read with our key. */
function isExpectedHost(host, env) {
  if (env.HOST || !(env.LAYERS_API_KEY || env.TUCO_API_KEY)) return true;
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? "");
}

function portOf(text) {
  const port = Number(text || 4173);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`PORT must be a whole number, 0 (any free port) to 65535, but is ${JSON.stringify(text)}.`);
  process.exit(1);
}

function problemWith(error, port) {
  if (error.code === "EADDRINUSE") return `Port ${port} is taken. Stop what listens there, or choose another one: PORT=${port + 1} npm run demo`;
  if (error.code === "EACCES") return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=4173 npm run demo`;
  return `The server could not start: ${error.message}`;
}
