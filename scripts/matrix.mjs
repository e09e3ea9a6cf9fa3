// `npm run test:matrix` tests the package with the oldest (and some other) versions of its dependencies;
// `-- react-18.3 typescript-5.4` tests some. The repository itself has the newest versions. Each version runs in a
// temporary copy, so that nothing here changes.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const LEFT_BEHIND = ["node_modules", ".git", "dist", "storybook-static", "coverage"];

const QUIETLY = ["--no-audit", "--no-fund"];
/** Generous timeouts, because the machine may be busy with another version. */
const PATIENTLY = "--testTimeout=30000";
const HOOKS_AND_COMPONENTS = ["vitest", "run", "--project", "react", PATIENTLY];
const OWN_TYPES = ["tsc", "-p", "src"];
/** Runs the type tests against the published declarations. */
const PUBLISHED_TYPES = ["tsc", "-p", "test/types/published.tsconfig.json"];

/**
 * The packages to install instead of the repository's own versions, and the commands that must pass with them.
 * @type {Record<string, { packages: Record<string, string>, commands: string[][] }>}
 */
const MATRIX = {
  "react-18.3": {
    packages: { react: "18.3.1", "react-dom": "18.3.1", "@types/react": "18.3.8", "@types/react-dom": "18.3.7" },
    commands: [HOOKS_AND_COMPONENTS, OWN_TYPES],
  },
  "query-5.83": { packages: { "@tanstack/react-query": "5.83.0" }, commands: [HOOKS_AND_COMPONENTS, OWN_TYPES] },
  "query-latest": { packages: { "@tanstack/react-query": "latest" }, commands: [HOOKS_AND_COMPONENTS, OWN_TYPES] },
  "typescript-5.4": { packages: { typescript: "5.4.5" }, commands: [PUBLISHED_TYPES] },
  "typescript-5.9": { packages: { typescript: "5.9.3" }, commands: [PUBLISHED_TYPES] },
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = wanted.find((name) => !Object.hasOwn(MATRIX, name));
if (process.argv.includes("--list")) console.log(JSON.stringify(Object.keys(MATRIX)));
else if (unknown !== undefined) fail(`Nothing is called ${unknown}; there are ${Object.keys(MATRIX).join(", ")}.`);
else testAll(wanted.length > 0 ? wanted : Object.keys(MATRIX));

/** @param {string[]} names */
function testAll(names) {
  const copy = mkdtempSync(join(tmpdir(), "longrun-matrix-"));
  cpSync(root, copy, { recursive: true, filter: (path) => path === root || !LEFT_BEHIND.includes(basename(path)) });
  const ownPackage = readFileSync(join(copy, "package.json"), "utf8");
  const ownLock = readFileSync(join(copy, "package-lock.json"), "utf8");
  const results = [];
  try {
    // The repository's own compiler builds the package, whichever compiler reads its declarations.
    const isBuilt = run(copy, ["npm", "ci", "--prefer-offline", ...QUIETLY]) && run(copy, ["npm", "run", "build"]);
    if (!isBuilt) return fail("The copy could not be built.");
    for (const name of names) {
      const { packages, commands } = MATRIX[name];
      console.log(`\n── ${name}`);
      const manifest = JSON.parse(ownPackage);
      Object.assign(manifest.devDependencies, packages);
      writeFileSync(join(copy, "package.json"), JSON.stringify(manifest, null, 2));
      writeFileSync(join(copy, "package-lock.json"), ownLock);
      const startedMs = Date.now();
      // --legacy-peer-deps, because a linter may refuse an old compiler, which does not matter to the package.
      const installed = run(copy, ["npm", "install", "--prefer-offline", "--legacy-peer-deps", ...QUIETLY]);
      // Run every command, even after one has failed.
      const failed = commands.filter((command) => !run(copy, ["npx", "--no-install", ...command]));
      const holds = installed && failed.length === 0;
      results.push({ name, holds, seconds: Math.round((Date.now() - startedMs) / 1_000) });
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log("");
  for (const { name, holds, seconds } of results) console.log(`${holds ? "✓" : "✗"} ${name} (${seconds} s)`);
  const failed = results.filter(({ holds }) => !holds).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** @param {string} cwd @param {string[]} command */
function run(cwd, [program, ...args]) {
  return spawnSync(program, args, { cwd, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
