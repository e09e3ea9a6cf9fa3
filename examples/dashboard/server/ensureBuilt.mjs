import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ROOT = at("../../..");
const DASHBOARD = at("..");

/**
 * Builds the package and the page if they are missing or older than their sources. @throws Error when a build fails
 */
export async function ensureBuilt() {
  const entries = ["index.js", "server.js", "testing.js", "styles.css"].map((name) => `${ROOT}/dist/${name}`);
  if (isStale(entries, [`${ROOT}/src`, `${ROOT}/tsup.config.ts`])) {
    console.log("Building the package …");
    // npm's own script, so that there is one way to build.
    const { status, stdout, stderr } = spawnSync("npm", ["run", "build"], {
      cwd: ROOT,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) throw new Error(`npm run build failed:\n${stdout}\n${stderr}`);
  }
  if (isStale([`${DASHBOARD}/dist/index.html`], [...entries, `${DASHBOARD}/page`, `${DASHBOARD}/vite.config.mjs`])) {
    console.log("Building the dashboard …");
    const { build } = await import("vite");
    await build({ configFile: `${DASHBOARD}/vite.config.mjs`, logLevel: "warn" });
  }
}

/** Whether one of the outputs is missing, or older than the newest input. */
function isStale(outputs, inputs) {
  const oldest = Math.min(
    ...outputs.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY),
  );
  return oldest < Math.max(...inputs.map(newestIn));
}

function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(`${path}/${name}`)));
}
