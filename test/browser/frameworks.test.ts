// Tests the examples of the frameworks with the packed package: installs, builds, starts and uses each one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator } from "longrun/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listenTo } from "../server/eventSource";
import { ExampleServer, type ExampleAdditions } from "./ExampleServer";
import { canInstall, packInto } from "./npm";
import { openBrowser } from "./openBrowser";
import { SimulatedUpstream } from "./SimulatedUpstream";
import { Visit } from "./Visit";

/** By default every simulator makes the same key. */
const KEY = createSimulator().layers.apiKey;
const EDGE_SECRET = "whsec_of_the_edge";
/** Up to ten minutes where the network is slow; a minute and a half where it isn't. */
const SETUP_MS = 600_000;

const isOnline = await canInstall();
if (!isOnline) console.log("No npm registry here: the examples in frameworks are skipped.");

let folder: string;
let browser: Browser;
/** The upstream of the route in Next's edge runtime, which shares no memory, and so no simulator, with the others. */
let edgeUpstream: SimulatedUpstream;

// If all tests are skipped, neither this nor the clean-up is called.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "longrun-examples-"));
  await packInto(folder);
  browser = await openBrowser();
  edgeUpstream = await SimulatedUpstream.start();
}, SETUP_MS);
afterAll(async () => {
  await browser?.close();
  await edgeUpstream?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A page that is rendered at build time, without a request. */
const STATIC_PAGE = { "app/static/page.tsx": new URL("staticPage.tsx", import.meta.url) };

const EXAMPLES = [
  { name: "express", isReady: /http:\S+job_\w+/, startJob: printedJob, additions: () => ({}) },
  { name: "hono", isReady: /http:\S+job_\w+/, startJob: printedJob, additions: () => ({}) },
  { name: "next", isReady: /Ready in/, startJob: startedJob, additions: () => ({ files: STATIC_PAGE }) },
] as const;

describe.skipIf(!isOnline).each(EXAMPLES)("examples/$name", ({ name, isReady, startJob, additions }) => {
  let server: ExampleServer;
  let jobId: string;

  beforeAll(async () => {
    server = await ExampleServer.start(folder, name, isReady, additions());
    jobId = await startJob(server);
  }, SETUP_MS);
  afterAll(() => server?.stop());

  /** Status, error code and all text of an answer of the relay. */
  async function ask(
    path: string,
    init?: RequestInit,
  ): Promise<{
    status: number;
    body: { readonly jobId?: string; readonly error?: { readonly code: string } };
    text: string;
  }> {
    const response = await fetch(`${server.url}/api/longrun/${path}`, init);
    const body = await response.text();
    return {
      status: response.status,
      body: JSON.parse(body) as object,
      text: `${JSON.stringify([...response.headers])}\n${body}`,
    };
  }

  test("answers with the job, and nowhere with the key", async () => {
    const { status, body, text } = await ask(`layers/v1/jobs/${jobId}`);
    expect({ status, jobId: body.jobId }).toEqual({ status: 200, jobId });
    expect(text).not.toContain(KEY);
  });

  test.each([
    { what: "a job that there is not", path: "layers/v1/jobs/job_unknown", status: 404, code: "NOT_FOUND" },
    { what: "an id that is none", path: "layers/v1/jobs/a.b", status: 400, code: "INVALID_ID" },
    {
      what: "what authorize does not allow",
      path: "layers/v1/projects/p_1/leased-accounts/requests/r_1",
      status: 403,
      code: "FORBIDDEN",
    },
    { what: "a call that is not documented", path: "layers/v1/whoami", status: 404, code: "NOT_FOUND" },
  ])("refuses $what with $status $code", async ({ path, status, code }) => {
    const answer = await ask(path);
    expect({ status: answer.status, code: answer.body.error?.code }).toEqual({ status, code });
    expect(answer.text).not.toContain(KEY);
  });

  test("takes a cancel from its own pages and from no other site", async () => {
    const post = (site: string): RequestInit => ({
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "sec-fetch-site": site },
    });
    expect(await ask(`layers/v1/jobs/${jobId}/cancel`, post("cross-site"))).toMatchObject({
      status: 403,
      body: { error: { code: "CROSS_SITE" } },
    });
    const other = name === "next" ? await startJob(server) : jobId;
    expect((await ask(`layers/v1/jobs/${other}/cancel`, post("same-origin"))).status).toBe(202);
  });

  test("pushes while its stream is open, and not at its end", async () => {
    const leaving = new AbortController();
    const { body, headers } = await fetch(`${server.url}/api/longrun/events?watch=layers/v1/jobs/${jobId}`, {
      signal: leaving.signal,
    });
    expect(headers.get("content-type")).toBe("text/event-stream");
    let heard = "";
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      heard += chunk;
      if (heard.includes("event: ready")) break;
    }
    leaving.abort();
    expect(heard).toContain(`"jobId":"${jobId}"`);
  });

  if (name !== "next") return;

  test("Next: a page that is rendered while building has hooks and components in it, and goes on in the browser", async () => {
    expect(await (await fetch(`${server.url}/static`)).text()).toContain("static loading");
    const visit = await Visit.open(browser, `${server.url}/static`);
    await visit.page.getByText("static error").waitFor();
    expect(visit.ownConsole).toEqual([]);
    await visit.close();
  });

  test("Next: nothing it printed is a warning or an error", () => {
    expect(server.said).not.toMatch(/warn|error|⚠|⨯/i);
  });

  test("Next: a server component's HTML has the job", async () => {
    const html = await (await fetch(`${server.url}/jobs/${await startJob(server)}`)).text();
    // The tag alone, which a failure can show.
    const tag = /<[^>]*data-longrun="job-progress"[^>]*>/.exec(html)?.[0] ?? "no progress of a job";
    expect(tag).toContain('data-status="running"');
    expect(html.includes(KEY)).toBe(false);
  });

  test("Next: the browser takes over what was prefetched, asks no sooner than a poll is due, and sees the job complete", async () => {
    const visit = await Visit.open(browser, `${server.url}/jobs/${await startJob(server)}`);
    await visit.jobs('[data-outcome="success"]').waitFor({ timeout: 60_000 });
    const polls = await visit.page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter(({ name: url }) => url.includes("/api/longrun/"))
        .map(({ startTime }) => startTime),
    );
    // Measured from the navigation's start, which is before the prefetch: no two reads of a job are within a second.
    expect(Math.min(...polls)).toBeGreaterThanOrEqual(1_000);
    expect(visit.ownConsole).toEqual([]);
    expect((await visit.answers()).filter((answer) => answer.includes(KEY))).toEqual([]);
    await visit.close();
  });

  test("Next: a page of hooks alone sees its job canceled", async () => {
    const visit = await Visit.open(browser, `${server.url}/jobs/${await startJob(server)}`);
    await visit.page.getByRole("link").click();
    await visit.page.locator('output[data-status="running"]').waitFor();
    await visit.page.getByRole("button", { name: "Cancel" }).click();
    await visit.page.locator('output[data-status="canceled"]').waitFor({ timeout: 30_000 });
    expect(visit.ownConsole).toEqual([]);
    await visit.close();
  });
});

describe.skipIf(!isOnline)("examples/next without cacheComponents", () => {
  let server: ExampleServer;

  beforeAll(async () => {
    server = await ExampleServer.start(folder, "next", /Ready in/, withEdgeRoute());
  }, SETUP_MS);
  afterAll(() => server?.stop());

  test("has the same pages", async () => {
    const html = await (await fetch(`${server.url}/jobs/${await startedJob(server)}`)).text();
    expect(html).toContain('data-longrun="job-progress"');
    expect(await (await fetch(`${server.url}/static`)).text()).toContain("static loading");
  });

  test("in the edge runtime the relay caches, pushes, and takes in webhooks", async () => {
    const url = `${server.url}/edge`;
    const edgeJobId = edgeUpstream.startJob();
    const watch = `layers/v1/jobs/${edgeJobId}`;
    const etag = (await fetch(`${url}/${watch}`)).headers.get("etag") ?? "";
    expect((await fetch(`${url}/${watch}`, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect(edgeUpstream.readsOf(edgeJobId)).toBe(1);

    const stream = await listenTo((signal) => fetch(`${url}/events?watch=${watch}`, { signal }));
    await vi.waitFor(() => expect(stream.events.map(({ event }) => event)).toEqual(["change", "ready"]), 10_000);
    edgeUpstream.simulator.layers.addWebhook({ url: `${url}/webhooks/layers`, secret: EDGE_SECRET });
    edgeUpstream.simulator.layers.settleJob(edgeJobId, { outcome: "failed" });
    await vi.waitFor(
      () => expect(stream.events.at(-1)?.data.body).toMatchObject({ jobId: edgeJobId, status: "failed" }),
      10_000,
    );
    stream.close();
  });
});

describe.skipIf(!isOnline)("examples/next under next dev", () => {
  let server: ExampleServer;

  beforeAll(async () => {
    rmSync(join(folder, "examples/next/app/edge"), { recursive: true, force: true });
    server = await ExampleServer.start(folder, "next", /Ready in/, { files: STATIC_PAGE, script: "dev" });
  }, SETUP_MS);
  afterAll(() => server?.stop());

  test("shows its pages, and neither the terminal nor the console has anything to say", async () => {
    const visit = await Visit.open(browser, `${server.url}/jobs/${await startedJob(server)}`);
    await visit.jobs('[data-outcome="success"]').waitFor({ timeout: 60_000 });
    await visit.page.goto(`${server.url}/static`);
    await visit.page.getByText("static error").waitFor();
    expect(visit.ownConsole.filter((line) => !/React DevTools|\[HMR\]|\[Fast Refresh\]/.test(line))).toEqual([]);
    expect(server.said).not.toMatch(/warn|error|⚠|⨯/i);
    await visit.close();
  });
});

/** The job that an example starts itself, from the URL that it prints. */
async function printedJob({ said }: ExampleServer): Promise<string> {
  return /job_\w+/.exec(said)?.[0] ?? "";
}

/** Starts a job as a visitor does. */
async function startedJob({ url }: ExampleServer): Promise<string> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Start a job" }).click();
  await page.waitForURL(/\/jobs\/job_\w+$/);
  const jobId = /job_\w+$/.exec(page.url())?.[0] ?? "";
  await page.close();
  return jobId;
}

/** A route of the same app in Next's edge runtime. */
function withEdgeRoute(): ExampleAdditions {
  return {
    files: { ...STATIC_PAGE, "app/edge/[...path]/route.ts": new URL("edgeRoute.ts", import.meta.url) },
    // Next does not allow the edge runtime together with cacheComponents.
    env: {
      CACHE_COMPONENTS: "false",
      EDGE_UPSTREAM_URL: edgeUpstream.url,
      EDGE_API_KEY: edgeUpstream.simulator.layers.apiKey,
      EDGE_WEBHOOK_SECRET: EDGE_SECRET,
    },
  };
}
