// Everything that must hold, one step after another: `npm test`. Closes with one line, `N passed, N failed`.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureRedis } from "./redis.mjs";

const out = await mkdtemp(join(tmpdir(), "longrun-test-"));
if (!ensureRedis()) console.log("No Redis here: the tests of relays that share one are skipped. Install redis-server, or set REDIS_URL.");
const env = { ...process.env, CHROMIUM_PATH: ensureChromium(), FORCE_COLOR: "0" };

/** A vitest run counts its own tests; any other step counts as one. */
const vitest = (name, ...args) => ({ name, command: ["vitest", "run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${join(out, `${name}.json`)}`], report: join(out, `${name}.json`) });
const step = (name, ...command) => ({ name, command });

const steps = [
  step("build", "npm", "run", "build"),
  step("typecheck", "npm", "run", "typecheck"),
  step("lint", "npm", "run", "lint"),
  step("package", "npm", "run", "package:check"),
  step("size", "size-limit"),
  step("unused", "knip"),
  vitest("unit", "--project", "node", "--project", "react"),
  vitest("types", "--project", "types"),
  vitest("stories", "--config", "vitest.storybook.config.ts"),
  step("storybook", "npm", "run", "storybook:check"),
  vitest("browser", "--project", "browser"),
];

let passed = 0;
let failed = 0;
for (const { name, command, report } of steps) {
  console.log(`\n── ${name}`);
  const code = await run(command);
  const counts = report ? await countsOf(report) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // A run that dies before it reports, or fails outside of its tests, is a failure too; so is one that ran no test.
  const broken = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  passed += counts.passed;
  failed += counts.failed + (broken ? 1 : 0);
}
await rm(out, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string[]} command */
function run([program = "", ...args]) {
  return new Promise((resolve) => {
    const child = program === "npm" ? spawn("npm", args, { stdio: "inherit", env, shell: process.platform === "win32" }) : spawn("npx", ["--no-install", program, ...args], { stdio: "inherit", env, shell: process.platform === "win32" });
    child.on("error", () => resolve(1));
    child.on("close", resolve);
  });
}

async function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
