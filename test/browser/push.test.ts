// Real tabs that share one connection by real locks and channels, and hand it over when a tab closes. Fakes can't show
// this.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { createRelay } from "../../src/server/createRelay";
import { toNodeListener } from "../../src/server/node/toNodeListener";
import { openBrowser } from "./openBrowser";

const PAGE = `<!doctype html><title>Push</title><link rel="icon" href="data:,"><script type="module">
  import { createPush } from "/push.js";
  window.heard = [];
  const push = createPush({ baseUrl: "/api/longrun" });
  push.subscribe("layers/v1/jobs/job_1", {
    onChange: ({ body }) => window.heard.push(body.progress),
    onPushed: (isPushed) => (window.listening = isPushed),
  });
  // A tab gets no changes of an operation that it has not been allowed to read.
  const read = await fetch("/api/longrun/layers/v1/jobs/job_1", { headers: { "x-longrun-push": "1" } });
  push.grant("layers/v1/jobs/job_1", read.headers.get("x-longrun-session"));
</script>`;

let browser: Browser;
let script: string;

beforeAll(async () => {
  browser = await openBrowser();
  const entry = fileURLToPath(new URL("../../src/client/push/createPush.ts", import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry, formats: ["es"], fileName: "push" } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  script = output && "output" in output ? (output.output[0] as { readonly code: string }).code : "";
});
afterAll(() => browser.close());

/** A relay whose upstream has one job, and pages that watch it and record their changes. */
async function site() {
  let progress = 0;
  const fetch = async (): Promise<Response> =>
    new Response(
      JSON.stringify({ jobId: "job_1", kind: "content_generate", status: "running", stage: "planning", progress }),
      { headers: { "content-type": "application/json" } },
    );
  const relay = createRelay({ upstreams: { layers: { apiKey: "lp_key_of_the_relay" } }, authorize: () => true, fetch });
  const listener = toNodeListener(relay);
  let streams = 0;
  let opened = 0;
  const server = createServer((request, response) => {
    if (request.url === "/push.js")
      return void response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    if (!request.url?.startsWith("/api/longrun"))
      return void response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    if (request.url.startsWith("/api/longrun/events")) {
      streams += 1;
      opened += 1;
      response.once("close", () => (streams -= 1));
    }
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    await relay.close();
    server.closeAllConnections();
    server.close();
  });
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  return { open, streams: () => streams, opened: () => opened, move: (to: number) => (progress = to) };
}

const heardIn = (page: Page): Promise<{ last: unknown; listening: unknown }> =>
  page.evaluate(() => {
    const { heard, listening } = window as unknown as { heard?: unknown[]; listening?: boolean };
    return { last: heard?.at(-1), listening };
  });

it("tabs of one origin share one connection; when the one that has it is closed, the next takes over", async () => {
  const { open, streams, opened, move } = await site();
  const pages = [await open(), await open(), await open()];
  for (const page of pages)
    await vi.waitFor(async () => expect(await heardIn(page)).toEqual({ last: 0, listening: true }), {
      timeout: 15_000,
    });
  expect([streams(), opened()]).toEqual([1, 1]);
  move(0.5);
  for (const page of pages)
    await vi.waitFor(async () => expect((await heardIn(page)).last).toBe(0.5), { timeout: 15_000 });

  await pages[0]?.close();
  await vi.waitFor(() => expect(opened()).toBe(2), { timeout: 15_000 });
  move(0.75);
  for (const page of pages.slice(1))
    await vi.waitFor(async () => expect(await heardIn(page)).toEqual({ last: 0.75, listening: true }), {
      timeout: 15_000,
    });
  expect(streams()).toBe(1);
});
