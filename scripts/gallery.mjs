// Photographs the gallery stories in every look: npm run gallery → docs/gallery/*.png
import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { CHROMIUM_ARGS, ensureChromium } from "./chromium.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, "storybook-static");
const out = join(root, "docs/gallery");
const WIDE = { width: 1280, height: 200 };
const LOOKS = {
  light: { globals: "theme:light", viewport: WIDE },
  dark: { globals: "theme:dark", viewport: WIDE },
  rtl: { globals: "theme:light;locale:ar", viewport: WIDE },
  phone: { globals: "theme:light", viewport: { width: 375, height: 200 } },
};
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

if (!process.argv.includes("--built") || !existsSync(built)) {
  const { status } = spawnSync("npx", ["storybook", "build", "--disable-telemetry", "--quiet"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
  const file = join(built, path.endsWith("/") ? `${path}index.html` : path);
  if (!file.startsWith(built) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
try {
  const index = await (await fetch(`${origin}/index.json`)).json();
  const stories = Object.values(index.entries).filter(({ type, title }) => type === "story" && title === "Gallery");
  if (stories.length === 0) throw new Error("No story is titled “Gallery”: there is nothing to photograph.");
  mkdirSync(out, { recursive: true });
  for (const [look, { globals, viewport }] of Object.entries(LOOKS)) {
    const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5, reducedMotion: "reduce", timezoneId: "UTC", locale: "en-US" });
    // Pictures of the same code are the same, whenever they are taken.
    await page.clock.setFixedTime("2026-04-18T19:30:00Z");
    for (const { id, name } of stories) {
      await page.goto(`${origin}/iframe.html?id=${id}&viewMode=story&globals=${globals}`);
      await page.locator("[data-longrun]").first().waitFor();
      await page.screenshot({ path: join(out, `${name.toLowerCase().replaceAll(" ", "-")}-${look}.png`), fullPage: true });
    }
    await page.close();
  }
  console.log(`${stories.length * Object.keys(LOOKS).length} pictures in docs/gallery`);
} finally {
  await browser.close();
  server.close();
}
