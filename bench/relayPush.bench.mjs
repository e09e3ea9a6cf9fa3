/* global Request, Response */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import vm from "node:vm";
import { builtServer } from "./builtServer.mjs";
import { buildLivePage, openPaintedPages } from "./paintedPages.mjs";

const STREAMS = 1_000;
const SOCKETS = 200;
/** As many pages as two cores can paint while they also run the relay and the sockets. */
const PAGES = 20;
const ROUNDS = 15;
const TARGET_MS = 200;
const ENTRIES = 10_000;
const SECRET = "whsec_of_the_benchmark";
const KEY = "lp_bench_key_of_the_relay";
v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc");

/**
 * Measures the time from a webhook to open sockets and painted pages, and the memory of open streams and cached
 * answers.
 */
export default {
  name: "relay-push",
  title: "From webhook to open pages on loopback, and memory",
  async run() {
    const { folder, createRelay, createSimulator, toNodeListener } = await builtServer();
    const { signWebhook } = createSimulator().layers;
    const states = new Map();
    const jobOf = (jobId) => ({
      jobId,
      kind: "content_generate",
      status: "running",
      stage: "generating_visuals",
      progress: 0.42,
      startedAt: "2026-04-18T19:20:11Z",
      ...states.get(jobId),
    });
    const fetch = async (url) =>
      new Response(JSON.stringify(jobOf(String(url).split("/").at(-1))), {
        headers: { "content-type": "application/json" },
      });
    const relayOf = () =>
      createRelay({
        upstreams: { layers: { apiKey: KEY, readsPerMinute: 1_000_000, webhookSecret: SECRET } },
        authorize: () => true,
        push: { maxStreamsPerVisitor: STREAMS + SOCKETS + PAGES },
        fetch,
      });

    const relay = relayOf();
    const server = await serve(toNodeListener(relay), await buildLivePage());
    const ids = Array.from({ length: ROUNDS }, (_, index) => `job_${index}`);
    const sockets = await openStreams(
      server.port,
      `/api/longrun/events?${ids.map((id) => `watch=layers/v1/jobs/${id}`).join("&")}`,
      SOCKETS,
    );
    const pages = await openPaintedPages(`http://127.0.0.1:${server.port}`, ids, PAGES);
    if (server.opened() !== SOCKETS + PAGES)
      throw new Error(`${server.opened()} streams were opened for ${SOCKETS} sockets and ${PAGES} pages.`);
    const idle = await pages.idleMs();
    const heard = [];
    const painted = [];
    for (const jobId of ids) {
      const body = JSON.stringify({
        id: `evt_${jobId}`,
        type: "job.completed",
        data: { jobId, kind: "content_generate", result: {} },
      });
      const signature = await signWebhook(body, SECRET, Math.floor(Date.now() / 1_000));
      states.set(jobId, { status: "completed", progress: 1, finishedAt: "2026-04-18T19:23:47Z" });
      const sentMs = performance.timeOrigin + performance.now();
      const answer = await globalThis.fetch(`http://127.0.0.1:${server.port}/api/longrun/webhooks/layers`, {
        method: "POST",
        headers: { "x-layers-signature": signature },
        body,
      });
      if (answer.status !== 200) throw new Error(`The webhook was answered with ${answer.status}.`);
      heard.push((await sockets.next()).map((atMs) => atMs - sentMs));
      painted.push((await pages.painted(jobId)).map((atMs) => atMs - sentMs));
    }
    sockets.close();
    await pages.close();
    const slowest = painted.map((of) => Math.max(...of));
    // Connections that are still open would be subtracted from the streams' memory below.
    await server.allClosed();

    const before = heap();
    const open = await openStreams(server.port, "/api/longrun/events?watch=layers/v1/jobs/job_open", STREAMS);
    const perStream = (heap() - before) / STREAMS;
    open.close();
    await relay.close();
    await server.close();

    const keeper = relayOf();
    const empty = heap();
    for (let index = 0; index < ENTRIES; index += 1)
      await keeper.handle(new Request(`http://app.example/api/longrun/layers/v1/jobs/job_kept_${index}`));
    const perEntry = (heap() - empty) / ENTRIES;
    await keeper.close();
    await rm(folder, { recursive: true });

    return {
      tables: [
        {
          title: `${ROUNDS} webhooks, each to ${SOCKETS} sockets and ${PAGES} pages in Chromium at once`,
          rows: [
            spread("the event at a socket", heard.flat()),
            spread("painted by a page", painted.flat()),
            spread("painted by the slowest page of each webhook", slowest),
            spread("two frames of a page while nothing happens", idle),
          ],
        },
        {
          title: "Memory of the relay's process (heap and buffers after garbage collection)",
          rows: [
            {
              what: `${STREAMS} open streams, sockets included`,
              "in all (MB)": ((perStream * STREAMS) / 1e6).toFixed(1),
              "each (kB)": (perStream / 1e3).toFixed(1),
            },
            {
              what: `${ENTRIES} kept answers of running jobs`,
              "in all (MB)": ((perEntry * ENTRIES) / 1e6).toFixed(1),
              "each (kB)": (perEntry / 1e3).toFixed(1),
            },
          ],
        },
      ],
      checks: [
        check("from webhook to an open socket, median (ms)", heard.flat()),
        check("from webhook to the screen of a page, median (ms)", painted.flat()),
        check("from webhook to the screen of the last page, median (ms)", slowest),
      ],
    };
  },
};

/** Serves the relay and the page on one origin. */
async function serve(toRelay, files) {
  let opened = 0;
  const streams = new Set();
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    const file = files.get(url.split("?")[0]);
    if (file !== undefined) return void response.writeHead(200, { "content-type": file.type }).end(file.text);
    if (url.startsWith("/api/longrun/events")) {
      opened += 1;
      streams.add(response.once("close", () => streams.delete(response)));
    }
    toRelay(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
    opened: () => opened,
    async allClosed() {
      while (streams.size > 0) await once([...streams][0], "close");
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function check(says, values) {
  const measured = quantile(values, 0.5);
  return { says, measured, limit: TARGET_MS, holds: measured <= TARGET_MS };
}

function quantile(values, share) {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

function spread(what, values) {
  return {
    "from the webhook to": what,
    "median (ms)": quantile(values, 0.5).toFixed(1),
    "p99 (ms)": quantile(values, 0.99).toFixed(1),
    "last (ms)": Math.max(...values).toFixed(1),
  };
}

function heap() {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

async function openStreams(port, path, streams) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("streamClient.mjs", import.meta.url)), String(port), path, String(streams)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if ((await lines.next()).value !== "ready") throw new Error("The streams did not open.");
  return { next: async () => JSON.parse((await lines.next()).value), close: () => child.kill() };
}
