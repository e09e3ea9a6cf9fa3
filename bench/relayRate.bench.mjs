/* global Request, Response */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { builtServer } from "./builtServer.mjs";
import { median } from "./median.mjs";

const JOB = "job_01HXA1NHKJZXPV8R7Q6WSM5BCD";
const PATH = `/api/longrun/layers/v1/jobs/${JOB}`;
const BODY = JSON.stringify({
  jobId: JOB,
  kind: "content_generate",
  status: "running",
  stage: "generating_visuals",
  progress: 0.42,
  startedAt: "2026-04-18T19:20:11Z",
});
const TAG = '"v42"';
const CONNECTIONS = 32;
const ROUNDS = 5;
const ROUND_MS = 1_500;

/**
 * Measures the relay's rate of cached answers beside a bare node:http handler that returns the same bytes, in
 * alternating rounds.
 */
export default {
  name: "relay-rate",
  title: `Answers a second from the relay's cache, ${CONNECTIONS} connections`,
  async run() {
    const { folder, createRelay, toNodeListener } = await builtServer();
    const fetch = async () => new Response(BODY, { headers: { "content-type": "application/json", etag: TAG } });
    const relayThat = (authorize) =>
      createRelay({
        upstreams: { layers: { apiKey: "lp_bench_key_of_the_relay", readsPerMinute: 6_000 } },
        authorize,
        fetch,
      });
    const relays = [relayThat(() => true), relayThat(({ request }) => request.headers.get("cookie") !== null)];
    // The bare handler returns the relay's answer, header for header.
    const sample = await relays[0].handle(new Request(`http://127.0.0.1${PATH}`));
    const headers = Object.fromEntries(sample.headers);
    const headers304 = Object.fromEntries([...sample.headers].filter(([name]) => name !== "content-type"));
    const bare = (request, response) => {
      if (request.headers["if-none-match"] === TAG) response.writeHead(304, headers304).end();
      else response.writeHead(200, { ...headers, "content-length": String(Buffer.byteLength(BODY)) }).end(BODY);
    };
    const rivals = [
      ["bare node:http", bare],
      ["relay", toNodeListener(relays[0])],
      ["relay, authorize reads a cookie", toNodeListener(relays[1])],
    ];
    const servers = await Promise.all(rivals.map(async ([who, listener]) => ({ who, server: await listen(listener) })));
    const rows = [];
    const checks = [];
    for (const [kind, tag] of [
      ["304", TAG],
      ["200", ""],
    ]) {
      /** @type {{ perSecond: number, p50Ms: number, p99Ms: number, statuses: Record<string, number> }[][]} */
      const results = servers.map(() => []);
      await Promise.all(servers.map(({ server }) => load(server, tag, 300)));
      for (let round = 0; round < ROUNDS; round += 1)
        for (const [index, { server }] of servers.entries()) results[index].push(await load(server, tag, ROUND_MS));
      const rates = results.map((all) => median(all.map(({ perSecond }) => perSecond)));
      for (const [index, { who }] of servers.entries()) {
        const all = results[index];
        if (all.some(({ statuses }) => Object.keys(statuses).join() !== kind))
          throw new Error(`${who} answered ${JSON.stringify(all[0].statuses)} where ${kind} was meant.`);
        rows.push({
          answer: kind,
          who,
          "a second": Math.round(rates[index]),
          "of bare": (rates[index] / rates[0]).toFixed(2),
          "p50 (ms)": median(all.map(({ p50Ms }) => p50Ms)).toFixed(2),
          "p99 (ms)": median(all.map(({ p99Ms }) => p99Ms)).toFixed(2),
        });
      }
      checks.push({
        says: `cached ${kind}: rate, of the bare handler's`,
        measured: rates[1] / rates[0],
        limit: 0.6,
        atLeast: true,
        holds: rates[1] / rates[0] >= 0.6,
      });
    }
    for (const { server } of servers) server.closeAllConnections();
    await Promise.all([
      ...servers.map(({ server }) => new Promise((resolve) => server.close(resolve))),
      ...relays.map((relay) => relay.close()),
    ]);
    await rm(folder, { recursive: true });
    return { tables: [{ title: `Medians of ${ROUNDS} rounds of ${ROUND_MS / 1_000} s each, in turns`, rows }], checks };
  },
};

function listen(listener) {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, "127.0.0.1", () => resolve(server));
  });
}

async function load(server, tag, ms) {
  const client = fileURLToPath(new URL("loadClient.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    client,
    String(server.address().port),
    PATH,
    String(CONNECTIONS),
    String(ms),
    tag,
  ]);
  return JSON.parse(stdout);
}
