import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRelay, redisStore, type RelayIncident, type RelayOptions } from "longrun/server";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { fixed } from "../../src/polling/fixed";
import { signWebhook } from "../../src/testing/signWebhook";
import { defineOperation } from "./customOperation";
import { connected, NO_REDIS, startRedis, type RedisServer } from "./redisServer";
import { json, KEY, runningJob, upstreamOf, type Upstream } from "./upstream";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SECRET = "whsec_of_the_endpoint";
const EVERY_MS = 150;

let redis: RedisServer;
let prefixes = 0;

beforeAll(async () => {
  if (NO_REDIS === null) redis = await startRedis();
});
afterAll(() => redis?.stop());

interface Running {
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body: string, headers?: Record<string, string>) => Promise<Response>;
  readonly incidents: RelayIncident[];
}

/** A relay with a connection of its own to Redis, as another process would have it. */
async function relayOn(url: string, prefix: string, upstream: Upstream, options: Partial<RelayOptions> = {}): Promise<Running> {
  const client = await connected(url);
  const incidents: RelayIncident[] = [];
  const relay = createRelay({
    upstreams: {
      layers: { apiKey: KEY, baseUrl: upstream.url, webhookSecret: SECRET },
      acme: { baseUrl: upstream.url, operations: [defineOperation("acme", fixed(EVERY_MS))] },
    },
    authorize: () => true,
    onError: (incident) => incidents.push(incident),
    store: redisStore(client, { prefix }),
    ...options,
  });
  onTestFinished(async () => {
    await relay.close();
    client.destroy();
  });
  const at = (path: string): string => `https://app.example/api/longrun${path}`;
  return {
    get: (path) => relay.handle(new Request(at(path))),
    post: (path, body, headers = {}) => relay.handle(new Request(at(path), { method: "POST", headers: { "content-type": "application/json", ...headers }, body })),
    incidents,
  };
}

const newPrefix = (): string => `test:${process.pid}:${(prefixes += 1)}:`;

describe.skipIf(NO_REDIS !== null)("two relays and a Redis", () => {
  it("read once between them for each poll that is due", async () => {
    const readAtMs: number[] = [];
    const upstream = await upstreamOf((_, response) => {
      readAtMs.push(performance.now());
      json(response, 200, { status: "rendering" });
    });
    const prefix = newPrefix();
    const relays = [await relayOn(redis.url, prefix, upstream), await relayOn(redis.url, prefix, upstream)];
    while (readAtMs.length < 8) await Promise.all(relays.flatMap(({ get }) => [get("/acme/v1/renders/r1"), get("/acme/v1/renders/r1")]));
    const gaps = readAtMs.slice(1).map((atMs, index) => atMs - (readAtMs[index] ?? 0));
    // A read is due so long after the last one's answer; twice as many reads would be half as far apart, or together.
    for (const gap of gaps) expect(gap).toBeGreaterThan(EVERY_MS * 0.8);
  });

  it("keep one budget, and one silence, for the key", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, { status: "rendering" }));
    const prefix = newPrefix();
    const acme = { baseUrl: upstream.url, operations: [defineOperation("acme")], readsPerMinute: 20 };
    const relays = [await relayOn(redis.url, prefix, upstream, { upstreams: { acme } }), await relayOn(redis.url, prefix, upstream, { upstreams: { acme } })];
    const answers = await Promise.all(relays.flatMap(({ get }, relay) => Array.from({ length: 20 }, (_, index) => get(`/acme/v1/renders/r${relay}-${index}`))));
    expect(upstream.seen.length).toBeLessThanOrEqual(20);
    expect(upstream.seen.length).toBeGreaterThanOrEqual(12);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40 - upstream.seen.length);

    const limited = await upstreamOf((_, response) => json(response, 429, { error: { code: "RATE_LIMITED", message: "" } }, { "retry-after": "30" }));
    const quiet = newPrefix();
    const [one, other] = [await relayOn(redis.url, quiet, limited), await relayOn(redis.url, quiet, limited)];
    expect((await one.get("/acme/v1/renders/r1")).status).toBe(429);
    expect((await other.get("/acme/v1/renders/r2")).headers.get("retry-after")).toMatch(/^(29|30)$/);
    expect(limited.seen).toHaveLength(1);
  });

  it("hear of each other's webhooks, and take in each event once", async () => {
    let isDone = false;
    const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1", isDone ? { status: "completed", progress: 1 } : {})));
    const prefix = newPrefix();
    const settled: string[] = [];
    const [one, other] = [
      await relayOn(redis.url, prefix, upstream, { onSettled: () => void settled.push("one") }),
      await relayOn(redis.url, prefix, upstream, { onSettled: () => void settled.push("other") }),
    ];
    const statusAt = async (relay: Running): Promise<unknown> => ((await (await relay.get("/layers/v1/jobs/job_1")).json()) as { status: unknown }).status;
    expect([await statusAt(one), await statusAt(other)]).toEqual(["running", "running"]);
    expect(upstream.seen).toHaveLength(1);
    isDone = true;
    const body = JSON.stringify({ id: "evt_1", type: "job.completed", data: { jobId: "job_1", kind: "content_generate", result: {} } });
    const headers = { "x-layers-signature": await signWebhook(body, SECRET, Math.floor(Date.now() / 1_000)) };
    expect((await Promise.all([one.post("/webhooks/layers", body, headers), other.post("/webhooks/layers", body, headers)])).map(({ status }) => status)).toEqual([200, 200]);
    await vi.waitFor(async () => expect([await statusAt(one), await statusAt(other)]).toEqual(["completed", "completed"]));
    expect(upstream.seen).toHaveLength(2);
    expect(settled.sort()).toEqual(["one", "other"]);
  });
});

describe.skipIf(NO_REDIS !== null || !redisIsOurs())("when Redis goes down", () => {
  it("each relay goes on alone and says so once, and they share again when it is back", async () => {
    const own = await startRedis();
    onTestFinished(() => own.stop());
    const upstream = await upstreamOf((_, response) => json(response, 200, { status: "rendering" }));
    const prefix = newPrefix();
    const relay = await relayOn(own.url, prefix, upstream);
    expect((await relay.get("/acme/v1/renders/r1")).status).toBe(200);
    await own.kill?.();
    const reads = upstream.seen.length;
    await vi.waitFor(
      async () => {
        expect((await relay.get("/acme/v1/renders/r1")).status).toBe(200);
        expect(upstream.seen.length).toBeGreaterThan(reads + 2);
      },
      { timeout: 8_000 },
    );
    expect((await relay.get("/acme/v1/renders/r2")).status).toBe(200);
    expect(relay.incidents.map(({ message }) => message)).toEqual(["the store does not answer, so this relay goes on alone until it does"]);

    const back = await startRedis(Number(new URL(own.url).port));
    onTestFinished(() => back.stop());
    await vi.waitFor(
      async () => {
        await relay.get("/acme/v1/renders/r1");
        expect(relay.incidents.at(-1)?.message).toBe("the store is back; relays share again");
      },
      { timeout: 10_000 },
    );
    expect(relay.incidents).toHaveLength(2);
  }, 25_000);
});

describe.skipIf(NO_REDIS !== null)("when a relay is killed in the middle of a read", () => {
  it("another takes over, and its viewers miss nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "longrun-relay-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await build({
      configFile: false,
      logLevel: "error",
      root,
      build: { ssr: join(root, "src/server/index.ts"), outDir: folder, rollupOptions: { output: { entryFileNames: "server.mjs" } }, emptyOutDir: false },
      ssr: { noExternal: true },
    });
    let hang = true;
    const upstream = await upstreamOf((_, response) => {
      if (!hang) json(response, 200, runningJob("job_1", { status: "completed", progress: 1 }));
    });
    const options = JSON.stringify({ redisUrl: redis.url, prefix: newPrefix(), upstreamUrl: upstream.url, timeoutMs: 500 });
    const start = () => relayProcess(pathToFileURL(join(folder, "server.mjs")).href, options);
    const [victim, survivor] = [await start(), await start()];

    const lost = fetch(`${victim.url}/api/longrun/layers/v1/jobs/job_1`).catch((error: unknown) => error);
    await vi.waitFor(() => expect(upstream.seen).toHaveLength(1));
    victim.process.kill("SIGKILL");
    expect(await lost).toBeInstanceOf(Error);
    hang = false;
    // The viewer connects again, elsewhere; the lease of the dead one lapses.
    const answer = await fetch(`${survivor.url}/api/longrun/layers/v1/jobs/job_1`);
    expect([answer.status, await answer.json()]).toEqual([200, runningJob("job_1", { status: "completed", progress: 1 })]);
    expect(upstream.seen).toHaveLength(2);
  }, 30_000);
});

function redisIsOurs(): boolean {
  return NO_REDIS === null && process.env["REDIS_URL"] === undefined;
}

async function relayProcess(bundle: string, options: string): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [join(root, "test/server/relayProcess.mjs"), bundle, options], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${String(port).trim()}`, process: child };
}
