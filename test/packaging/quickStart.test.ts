// Follows the README's section “From nothing to a moving bar” literally: a new Vite app, the packed package, `longrun
// dev`, a browser.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docsSnippet } from "../browser/docsSnippet";
import { freePort } from "../browser/freePort";
import { canInstall, npm, npmProcess, packInto, strangersEnv } from "../browser/npm";
import { openBrowser } from "../browser/openBrowser";
import { ServerProcess } from "../browser/ServerProcess";

const README = "../README.md";
/** The version of create-vite. The README uses the latest; a changed template should not fail this test. */
const TEMPLATE_VERSION = 9;

const isOnline = await canInstall();
if (!isOnline) console.log("No npm registry here: the quick start is skipped.");

let folder: string;
let app: string;
let browser: Browser;
let devUrl: string;
const servers: ServerProcess[] = [];
/** Every line of the pages' consoles, and every uncaught error. */
const consoles: string[] = [];

function started(args: readonly string[]): ServerProcess {
  const server = new ServerProcess(npmProcess(args, { cwd: app, env: strangersEnv, detached: true }));
  servers.push(server);
  return server;
}

async function opened(url: string): Promise<Page> {
  const page = await browser.newPage();
  page.on(
    "console",
    (message) => message.type() !== "debug" && message.type() !== "info" && consoles.push(message.text()),
  );
  page.on("pageerror", ({ message }) => consoles.push(message));
  await page.goto(url);
  return page;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "longrun-quick-start-"));
  app = join(folder, "my-app");
  const tarball = await packInto(folder);
  await npm(
    ["create", "-y", `vite@${TEMPLATE_VERSION}`, "my-app", "--", "--template", "react-ts", "--no-interactive"],
    folder,
  );
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, "@tanstack/react-query"], app);
  const port = await freePort();
  devUrl = `http://127.0.0.1:${port}`;
  await started(["exec", "--", "longrun", "dev", "--port", String(port)]).saying(/longrun dev: http/);
  browser = await openBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.skipIf(!isOnline)("from nothing to a moving bar", () => {
  test("the README's files, a job of longrun dev's page, and the bar moves to its end", async () => {
    writeFileSync(
      join(app, "vite.config.ts"),
      docsSnippet(README, "vite.config.ts").replace("http://127.0.0.1:4174", devUrl),
    );
    writeFileSync(join(app, "src/App.tsx"), docsSnippet(README, "src/App.tsx"));
    const port = await freePort();
    await started(["run", "dev", "--", "--port", String(port), "--strictPort"]).saying(/ready in/);

    const backend = await opened(devUrl);
    await backend.getByLabel("Takes").selectOption("10 seconds");
    await backend.getByRole("button", { name: "Start" }).click();
    const jobId = await backend.locator("code.id").innerText();

    const page = await opened(`http://localhost:${port}`);
    await page.getByLabel("Job id").fill(jobId);
    const bar = page.getByRole("progressbar");
    const seen = new Set<string | null>();
    await expect
      .poll(async () => seen.add(await bar.getAttribute("aria-valuenow")).size, { timeout: 30_000 })
      .toBeGreaterThan(2);
    await page.locator('[data-longrun="job-progress"][data-outcome="success"]').waitFor({ timeout: 60_000 });
    await backend.locator('li[data-status="completed"]').waitFor();
    expect(consoles).toEqual([]);
  });

  test("it compiles under the template's own compiler and settings", async () => {
    await npm(["exec", "--", "tsc", "-b"], app);
  });

  test("by hand: relay and simulator within Vite's own server", async () => {
    writeFileSync(join(app, "byHand.config.ts"), docsSnippet("quick-start.md", "vite.config.ts, by hand"));
    const port = await freePort();
    const server = started([
      "exec",
      "--",
      "vite",
      "--config",
      "byHand.config.ts",
      "--port",
      String(port),
      "--strictPort",
    ]);
    await server.saying(/ready in/);
    const jobId = /job_\w+/.exec(server.said)?.[0] ?? "none was printed";
    const answer = await fetch(`http://localhost:${port}/api/longrun/layers/v1/jobs/${jobId}`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { jobId }]);
  });
});

describe.skipIf(!isOnline)("longrun dev", () => {
  const post = (body: string, type = "application/json"): Promise<Response> =>
    fetch(`${devUrl}/dev/jobs`, { method: "POST", headers: { "content-type": type }, body });

  test("refuses what it can't start, in words", async () => {
    const answers = await Promise.all([
      post("{"),
      post('{"kind":"x"}'),
      post('{"kind":"content_generate","seconds":0}'),
      post('{"kind":"content_generate"}', "text/plain"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 415]);
    expect(await answers[1]?.json()).toEqual({
      error: expect.stringContaining("kind must be one of project_ingest_github, "),
    });
    expect((await fetch(`${devUrl}/else`)).status).toBe(404);
  });

  test("says which port is free to take, and how it is called", async () => {
    const { port } = new URL(devUrl);
    expect(await run(["dev", "--port", port])).toEqual({
      code: 1,
      said: `longrun dev: port ${port} is taken. Choose another one: npx longrun dev --port ${Number(port) + 1}\n`,
    });
    for (const args of [[], ["serve"], ["dev", "--port", "99999"], ["dev", "--speed", "9"]])
      expect(await run(args)).toMatchObject({ code: 1, said: expect.stringMatching(/^Usage: longrun dev/) });
  });

  test("is seen from this machine alone", async () => {
    const { port } = new URL(devUrl);
    await expect(fetch(`http://127.0.0.2:${port}`)).rejects.toThrow("fetch failed");
  });
});

/** Runs the installed command to its end. */
async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [join(app, "node_modules/longrun/dist/dev.js"), ...args], {
    env: strangersEnv,
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}
