import { createRelay, redisStore, type RelayIncident, type RelayOptions } from "longrun/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { fixed } from "../../src/polling/fixed";
import { signWebhook } from "../../src/testing/layers/signWebhook";
import { defineOperation } from "./customOperation";
import { connected, NO_REDIS, startRedis, type RedisServer } from "./redisServer";
import { relayProcesses } from "./relayProcesses";
import { relaysOn, RENDERS, stepsOf } from "./relaysOn";
import { json, KEY, runningJob, upstreamOf, type Upstream } from "./upstream";

const SECRET = "whsec_of_the_endpoint";
const EVERY_MS = 150;

let redis: RedisServer;
let prefixes = 0;

beforeAll(async () => {
  if (NO_REDIS === null) redis = await startRedis();
});
afterAll(() => redis?.stop());

const processes = relayProcesses();

interface Running {
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body: string, headers?: Record<string, string>) => Promise<Response>;
  readonly incidents: RelayIncident[];
}

/** A relay with a connection of its own to Redis, as another process would have it. */
async function relayOn(
  url: string,
  prefix: string,
  upstream: Upstream,
  options: Partial<RelayOptions> = {},
): Promise<Running> {
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
    post: (path, body, headers = {}) =>
      relay.handle(
        new Request(at(path), { method: "POST", headers: { "content-type": "application/json", ...headers }, body }),
      ),
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
    while (readAtMs.length < 8)
      await Promise.all(relays.flatMap(({ get }) => [get("/acme/v1/renders/r1"), get("/acme/v1/renders/r1")]));
    // A read is due so long after the last one's answer; twice as many reads would be half as far apart, or together.
    for (const gap of gapsOf(readAtMs)) expect(gap).toBeGreaterThan(EVERY_MS * 0.8);
  });

  it("keep one budget, and one silence, for the key", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, { status: "rendering" }));
    const prefix = newPrefix();
    const acme = { baseUrl: upstream.url, operations: [defineOperation("acme")], readsPerMinute: 20 };
    const relays = [
      await relayOn(redis.url, prefix, upstream, { upstreams: { acme } }),
      await relayOn(redis.url, prefix, upstream, { upstreams: { acme } }),
    ];
    const answers = await Promise.all(
      relays.flatMap(({ get }, relay) =>
        Array.from({ length: 20 }, (_, index) => get(`/acme/v1/renders/r${relay}-${index}`)),
      ),
    );
    expect(upstream.seen.length).toBeLessThanOrEqual(20);
    expect(upstream.seen.length).toBeGreaterThanOrEqual(12);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40 - upstream.seen.length);

    const limited = await upstreamOf((_, response) =>
      json(response, 429, { error: { code: "RATE_LIMITED", message: "" } }, { "retry-after": "30" }),
    );
    const quiet = newPrefix();
    const [one, other] = [await relayOn(redis.url, quiet, limited), await relayOn(redis.url, quiet, limited)];
    expect((await one.get("/acme/v1/renders/r1")).status).toBe(429);
    expect((await other.get("/acme/v1/renders/r2")).headers.get("retry-after")).toMatch(/^(29|30)$/);
    expect(limited.seen).toHaveLength(1);
  });

  it("take a value that can't be read for none, say so once, and go on sharing", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, { status: "rendering" }));
    const prefix = newPrefix();
    const [one, other] = [await relayOn(redis.url, prefix, upstream), await relayOn(redis.url, prefix, upstream)];
    await one.get("/acme/v1/renders/r1");
    const client = await connected(redis.url);
    onTestFinished(() => client.destroy());
    const [place] = await client.keys(`${prefix}op:*`);
    for (const [index, text] of ["{not JSON", '{"body":1}', "[]"].entries()) {
      await client.set(String(place).replace("r1", `r_${index}`), text);
      for (const relay of [one, other]) expect((await relay.get(`/acme/v1/renders/r_${index}`)).status).toBe(200);
    }
    // Each was read by one of the two, and the other was told.
    expect(upstream.seen).toHaveLength(4);
    const told = [...one.incidents, ...other.incidents].map(({ message }) => message);
    expect(told).toEqual([expect.stringContaining("holds something that is no answer")]);
  });

  it("hear of each other's webhooks, and take in each event once", async () => {
    let isDone = false;
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, runningJob("job_1", isDone ? { status: "completed", progress: 1 } : {})),
    );
    const prefix = newPrefix();
    const settled: string[] = [];
    const [one, other] = [
      await relayOn(redis.url, prefix, upstream, { onSettled: () => void settled.push("one") }),
      await relayOn(redis.url, prefix, upstream, { onSettled: () => void settled.push("other") }),
    ];
    const statusAt = async (relay: Running): Promise<unknown> =>
      ((await (await relay.get("/layers/v1/jobs/job_1")).json()) as { status: unknown }).status;
    expect([await statusAt(one), await statusAt(other)]).toEqual(["running", "running"]);
    expect(upstream.seen).toHaveLength(1);
    isDone = true;
    const body = JSON.stringify({
      id: "evt_1",
      type: "job.completed",
      data: { jobId: "job_1", kind: "content_generate", result: {} },
    });
    const headers = { "x-layers-signature": await signWebhook(body, SECRET, Math.floor(Date.now() / 1_000)) };
    expect(
      (
        await Promise.all([one.post("/webhooks/layers", body, headers), other.post("/webhooks/layers", body, headers)])
      ).map(({ status }) => status),
    ).toEqual([200, 200]);
    await vi.waitFor(
      async () => expect([await statusAt(one), await statusAt(other)]).toEqual(["completed", "completed"]),
      10_000,
    );
    expect(upstream.seen).toHaveLength(2);
    expect(settled.sort()).toEqual(["one", "other"]);
  });
});

describe.skipIf(NO_REDIS !== null)("relays in processes of their own, each with viewers", () => {
  it("two or three of them read once between them for each poll that is due, and all viewers hear all of it", async () => {
    await Promise.all([2, 3].map(readsAndHeard));
  }, 15_000);
});

async function readsAndHeard(count: number): Promise<void> {
  const { readsOf, start } = await relaysOn(processes, redis.url, { timeoutMs: 10_000, everyMs: 250 }, (_, reads) => ({
    step: reads,
  }));
  const relays = await Promise.all(Array.from({ length: count }, () => start()));
  const streams = await Promise.all(
    relays.flatMap((relay) => [relay.listen(`${RENDERS}r1`), relay.listen(`${RENDERS}r1`)]),
  );
  let isOver = false;
  // Some viewers poll, and far more often than it is due.
  const polling = relays.map(async (relay) => {
    while (!isOver) {
      await (await relay.get(`${RENDERS}r1`)).text();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await vi.waitFor(() => expect(readsOf("r1").length).toBeGreaterThan(10), { timeout: 10_000, interval: 10 });
  isOver = true;
  await Promise.all(polling);
  // A read is due so long after the last one's answer; twice as many reads would be half as far apart, or together.
  for (const gap of gapsOf(readsOf("r1").slice(0, 11))) expect(gap).toBeGreaterThan(250 * 0.9);
  for (const stream of streams)
    await vi.waitFor(
      () => expect(stepsOf(stream).slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1)),
      10_000,
    );
}

function gapsOf(atMs: readonly number[]): number[] {
  return atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
}
