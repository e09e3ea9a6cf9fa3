import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createRelay, toNodeListener } from "longrun/server";
import { createControls } from "./controls.mjs";
import { answerJson, dashboardHandler } from "./dashboardHandler.mjs";
import { DemoWorld } from "./DemoWorld.mjs";
import { staticFiles } from "./staticFiles.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Serves the page, the relay behind it and, for every service without a key in `env`, its simulation, all on one
 * origin. Prints the URL. Ends the process with a message when the port can't be had.
 */
export async function serve(env) {
  const port = portOf(env.PORT);
  const host = env.HOST || "127.0.0.1";
  const live = { layers: Boolean(env.LAYERS_API_KEY), tuco: Boolean(env.TUCO_API_KEY) };
  const stateFile = env.LONGRUN_DEMO_STATE || at(`../../../node_modules/.cache/longrun-demo/${port}.jsonl`);
  let handle = null;
  const server = createServer((request, response) => {
    if (handle) return handle(request, response);
    // A page that is still open sends requests while the world is being restored.
    answerJson(response, 503, { error: "The demo server is starting." });
  });
  // Listen first: if another server has the port, its world must stay as it is.
  await listening(server, port, host);

  const world = live.layers && live.tuco ? null : await new DemoWorld(stateFile).open();
  const relay = createRelay({
    upstreams: {
      layers:
        live.layers || !world
          ? { apiKey: env.LAYERS_API_KEY, baseUrl: env.LAYERS_BASE_URL }
          : { apiKey: world.simulator.layers.apiKey, baseUrl: world.url },
      tuco:
        live.tuco || !world
          ? { apiKey: env.TUCO_API_KEY, baseUrl: env.TUCO_BASE_URL }
          : { apiKey: world.simulator.tuco.apiKey, baseUrl: world.url },
    },
    // Everybody may watch, because the server listens on this machine only. Your app checks its own session here.
    authorize: () => true,
    ...(world ? { fetch: (url, init) => (String(url).startsWith(world.url) ? world.fetch : fetch)(url, init) } : {}),
  });
  handle = dashboardHandler({
    world,
    controls: createControls(world, live),
    file: staticFiles(at("../dist")),
    toRelay: toNodeListener(relay),
    isTrustedHost: (name) => isTrustedHost(name, env),
  });
  console.log(
    `longrun demo: http://${host === "127.0.0.1" ? "localhost" : host}:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`,
  );
  for (const [name, isLive] of Object.entries(live))
    console.log(`  ${name}: ${isLive ? "the real service" : "simulated"}`);
}

/** Resolves once the server listens; if it can't, prints why and ends the process. */
function listening(server, port, host) {
  return new Promise((resolve) => {
    server.once("error", (error) => {
      console.error(problemWith(error, port));
      process.exit(1);
    });
    server.listen(port, host, resolve);
  });
}

/**
 * With a real service, a foreign host name that points here (DNS rebinding) must not read with our key.
 */
function isTrustedHost(host, env) {
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
  if (error.code === "EADDRINUSE")
    return `Port ${port} is taken. Stop what listens there, or choose another one: PORT=${port + 1} npm run demo`;
  if (error.code === "EACCES")
    return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=4173 npm run demo`;
  return `The server could not start: ${error.message}`;
}
