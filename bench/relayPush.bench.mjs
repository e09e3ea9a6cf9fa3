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

const STREAMS = 1_000;
const PAGES = 200;
const ROUNDS = 15;
const ENTRIES = 10_000;
const SECRET = "whsec_of_the_benchmark";
const KEY = "lp_bench_key_of_the_relay";
v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc");

/** How soon open pages hear of a webhook, and what open pages and kept answers take of memory. */
export default {
  name: "relay-push",
  title: "From webhook to open pages on loopback, and memory",
  async run() {
    const { folder, createRelay, createSimulator, toNodeListener } = await builtServer();
    const { signWebhook } = createSimulator().layers;
    const states = new Map();
    const jobOf = (jobId) => ({ jobId, kind: "content_generate", status: "running", stage: "generating_visuals", progress: 0.42, startedAt: "2026-04-18T19:20:11Z", ...states.get(jobId) });
    const fetch = async (url) => new Response(JSON.stringify(jobOf(String(url).split("/").at(-1))), { headers: { "content-type": "application/json" } });
    const relayOf = () => createRelay({ upstreams: { layers: { apiKey: KEY, readsPerMinute: 1_000_000, webhookSecret: SECRET } }, authorize: () => true, fetch });

    const relay = relayOf();
    const server = createServer(toNodeListener(relay)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    const ids = Array.from({ length: ROUNDS }, (_, index) => `job_${index}`);
    const pages = await openStreams(port, `/api/longrun/events?${ids.map((id) => `watch=layers/v1/jobs/${id}`).join("&")}`, PAGES);
    const delays = [];
    for (const jobId of ids) {
      const body = JSON.stringify({ id: `evt_${jobId}`, type: "job.completed", data: { jobId, kind: "content_generate", result: {} } });
      const signature = await signWebhook(body, SECRET, Math.floor(Date.now() / 1_000));
      states.set(jobId, { status: "completed", progress: 1, finishedAt: "2026-04-18T19:23:47Z" });
      const sentMs = performance.timeOrigin + performance.now();
      const answer = await globalThis.fetch(`http://127.0.0.1:${port}/api/longrun/webhooks/layers`, { method: "POST", headers: { "x-layers-signature": signature }, body });
      if (answer.status !== 200) throw new Error(`The webhook was answered with ${answer.status}.`);
      delays.push(...(await pages.next()).map((atMs) => atMs - sentMs));
    }
    pages.close();
    delays.sort((a, b) => a - b);
    const medianMs = delays[Math.floor(delays.length / 2)];

    const before = heap();
    const open = await openStreams(port, "/api/longrun/events?watch=layers/v1/jobs/job_open", STREAMS);
    const perStream = (heap() - before) / STREAMS;
    open.close();
    await relay.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    const keeper = relayOf();
    const empty = heap();
    for (let index = 0; index < ENTRIES; index += 1) await keeper.handle(new Request(`http://app.example/api/longrun/layers/v1/jobs/job_kept_${index}`));
    const perEntry = (heap() - empty) / ENTRIES;
    await keeper.close();
    await rm(folder, { recursive: true });

    return {
      tables: [
        { title: `${PAGES} open pages, ${ROUNDS} webhooks`, rows: [{ "median (ms)": medianMs.toFixed(1), "p99 (ms)": delays[Math.floor(delays.length * 0.99)].toFixed(1), "last (ms)": delays.at(-1).toFixed(1) }] },
        {
          title: "Memory of the relay's process (heap and buffers after garbage collection)",
          rows: [
            { what: `${STREAMS} open streams, sockets included`, "in all (MB)": ((perStream * STREAMS) / 1e6).toFixed(1), "each (kB)": (perStream / 1e3).toFixed(1) },
            { what: `${ENTRIES} kept answers of running jobs`, "in all (MB)": ((perEntry * ENTRIES) / 1e6).toFixed(1), "each (kB)": (perEntry / 1e3).toFixed(1) },
          ],
        },
      ],
      checks: [{ says: "from webhook to an open page, median (ms)", measured: medianMs, limit: 200, holds: medianMs <= 200 }],
    };
  },
};

function heap() {
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

async function openStreams(port, path, streams) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("streamClient.mjs", import.meta.url)), String(port), path, String(streams)], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if ((await lines.next()).value !== "ready") throw new Error("The streams did not open.");
  return { next: async () => JSON.parse((await lines.next()).value), close: () => child.kill() };
}
