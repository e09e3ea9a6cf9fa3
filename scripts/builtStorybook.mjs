// Builds Storybook if wanted, and serves it to a browser on this machine.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, "storybook-static");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Builds Storybook, unless `rebuild` is false and a build exists. Ends the process if the build fails. */
export function buildStorybook({ rebuild }) {
  if (!rebuild && existsSync(built)) return;
  const { status } = spawnSync("npx", ["storybook", "build", "--disable-telemetry", "--quiet"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Serves Storybook. @returns its origin, its entries, and a function that stops it */
export async function serveStorybook() {
  const server = createServer((request, response) => {
    const path = posix.normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(built, path.endsWith("/") ? `${path}index.html` : path);
    if (!file.startsWith(built) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
  const { entries } = await (await fetch(`${origin}/index.json`)).json();
  return { origin, entries: Object.values(entries), close: () => server.close() };
}
