// `npm test` runs all checks. Steps run in two parallel lanes, because they wait a lot; each prints its whole output
// and its seconds once it has ended. The last line is `N passed, N failed`.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureRedis } from "./redis.mjs";

const out = await mkdtemp(join(tmpdir(), "longrun-test-"));
if (!ensureRedis())
  console.log("No Redis here: the tests of relays that share one are skipped. Install redis-server, or set REDIS_URL.");
const env = { ...process.env, CHROMIUM_PATH: ensureChromium(), FORCE_COLOR: "0" };

/**
 * `needs` are the steps that must have ended before.
 * @typedef {{ name: string, needs: string[], command: string[], report?: string }} Step
 * @type {(name: string, options: { needs?: string[] }, ...command: string[]) => Step}
 */
const step = (name, { needs = [] }, ...command) => ({ name, needs, command });
/**
 * A vitest run counts its own tests; any other step counts as one.
 * @type {(name: string, options: { needs?: string[] }, ...args: string[]) => Step}
 */
const vitest = (name, { needs = [] }, ...args) => {
  const report = join(out, `${name}.json`);
  return {
    name,
    needs,
    report,
    command: ["vitest", "run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  };
};

// A free lane takes the first step that can begin. Long steps come early, or one lane would end long after the other.
const steps = [
  step("build", {}, "npm", "run", "build"),
  step("lint", {}, "npm", "run", "lint"),
  step("format", {}, "npm", "run", "format:check"),
  step("dashboard", { needs: ["build"] }, "vite", "build", "--config", "examples/dashboard/vite.config.mjs"),
  vitest("browser", { needs: ["dashboard"] }, "--project", "browser"),
  step("typecheck", {}, "npm", "run", "typecheck"),
  vitest("unit", { needs: ["build"] }, "--project", "node", "--project", "react"),
  vitest("stories", {}, "--config", "vitest.storybook.config.ts"),
  step("storybook", { needs: ["stories"] }, "npm", "run", "storybook:check"),
  vitest("types", {}, "--project", "types"),
  step("package", { needs: ["build"] }, "npm", "run", "package:check"),
  step("size", { needs: ["build"] }, "size-limit"),
  step("unused", { needs: ["build"] }, "knip"),
];

const waiting = [...steps];
/** @type {Set<string>} */
const ended = new Set();
/**
 * @type {Map<string, { child: import("node:child_process").ChildProcess, said: Buffer[], result: Promise<Result> }>}
 */
const running = new Map();
/** @typedef {{ name: string, seconds: string, passed: number, failed: number }} Result */
/** @type {Result[]} */
const results = [];
// If the run is ended from outside, print the output of the running steps.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => end(signal));
const startedAt = performance.now();
await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, lane));
await rm(out, { recursive: true, force: true });
/** @param {"passed" | "failed"} count */
const total = (count) => results.reduce((sum, result) => sum + result[count], 0);
console.log(`\n── ${secondsSince(startedAt)} s in all`);
for (const { name, seconds, passed, failed } of results) {
  console.log(`${name.padEnd(12)} ${seconds.padStart(6)} s  ${passed} passed, ${failed} failed`);
}
console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 ? 0 : 1;

/** Runs steps, one after another, until none is left. */
async function lane() {
  while (waiting.length > 0) {
    const next = waiting.find(({ needs }) => needs.every((name) => ended.has(name)));
    if (next === undefined) {
      // All remaining steps need steps that other lanes are running.
      await Promise.race([...running.values()].map(({ result }) => result));
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    results.push(await start(next));
  }
}

/** @param {Step} step @returns {Promise<Result>} */
function start({ name, command, report }) {
  const began = performance.now();
  /** @type {Buffer[]} */
  const said = [];
  const { child, code } = run(command, (chunk) => said.push(chunk));
  const result = code.then(async (exitCode) => {
    const counts = report ? await countsOf(report) : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 };
    // A run that ends without a report, fails outside of its tests, or runs no test counts as a failure.
    const isBroken = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
    running.delete(name);
    ended.add(name);
    const seconds = secondsSince(began);
    console.log(`\n── ${name}: ${seconds} s\n${textOf(said)}`);
    if (isBroken) console.log(`${name} ended with ${exitCode}, ${counts.passed} passed: counted as a failure`);
    return { name, seconds, passed: counts.passed, failed: counts.failed + (isBroken ? 1 : 0) };
  });
  running.set(name, { child, said, result });
  return result;
}

/**
 * Runs a program; `hear` is called with everything it prints. The code is 1 if it can't be run, or the signal's name if
 * a signal ended it.
 * @param {string[]} command
 * @param {(chunk: Buffer) => void} hear
 * @returns {{ child: import("node:child_process").ChildProcess, code: Promise<number | string | null> }}
 */
function run([program = "", ...args], hear) {
  const [file, ...rest] = program === "npm" ? ["npm", ...args] : ["npx", "--no-install", program, ...args];
  const child = spawn(file, rest, { stdio: ["ignore", "pipe", "pipe"], env, shell: process.platform === "win32" });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
  const code = new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (exitCode, signal) => resolve(exitCode ?? signal));
  });
  return { child, code };
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
  for (const [name, { child, said }] of running) {
    console.log(`\n── ${name}: ended by ${signal}\n${textOf(said)}`);
    child.kill(signal);
  }
  process.exit(1);
}

/** @param {Buffer[]} chunks */
function textOf(chunks) {
  return Buffer.concat(chunks).toString().trimEnd();
}

/** @param {number} startMs */
function secondsSince(startMs) {
  return ((performance.now() - startMs) / 1_000).toFixed(1);
}

async function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
