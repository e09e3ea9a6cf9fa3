// The relay in runtimes other than Node: the code of docs/runtimes.md, with the packed package, before an upstream
// behind real HTTP.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listenTo, type Listening } from "../server/eventSource";
import { canInstall, npm, packInto } from "./npm";
import { resettingFetch } from "./resettingFetch";
import { HAS_RUNTIMES, RUNTIME_PACKAGES, RuntimeServer, type RuntimeName } from "./RuntimeServer";
import { SimulatedUpstream } from "./SimulatedUpstream";

const WEBHOOK_SECRET = "whsec_of_the_endpoint";
/** Minutes where the network is slow; ten seconds where it isn't. */
const SETUP_MS = 600_000;

const canRun = HAS_RUNTIMES && (await canInstall());
if (!canRun)
  console.log(
    HAS_RUNTIMES
      ? "No npm registry here: the relay in Bun, Deno and workerd is skipped."
      : "The relay in Bun, Deno and workerd is tested on Linux with x64 alone: skipped.",
  );

let folder: string;

// If all tests are skipped, neither this nor the clean-up is called.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "longrun-runtimes-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const packed = await packInto(folder);
  // The package's peers are only for pages, and there are none here.
  await npm(
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", packed, ...RUNTIME_PACKAGES],
    folder,
  );
}, SETUP_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

// In parallel, because each one mostly waits.
describe.skipIf(!canRun).concurrent.each<RuntimeName>(["bun", "deno", "worker in a Durable Object", "worker alone"])(
  "the relay under %s",
  (name) => {
    /** Whether the platform ends a read, timer or stream with the request that started it, even if others wait. */
    const endsWorkWithRequest = name === "worker alone";
    let upstream: SimulatedUpstream;
    let server: RuntimeServer;
    let base: string;

    beforeAll(async () => {
      upstream = await SimulatedUpstream.start();
      const { apiKey } = upstream.simulator.layers;
      server = await RuntimeServer.start(folder, name, {
        upstreamUrl: upstream.url,
        apiKey,
        webhookSecret: WEBHOOK_SECRET,
      });
      base = `${server.url}/api/longrun`;
      upstream.simulator.layers.addWebhook({ url: `${base}/webhooks/layers`, secret: WEBHOOK_SECRET });
    }, SETUP_MS);
    afterAll(async () => {
      await server?.stop();
      await upstream?.stop();
    });

    const cookie = (visitor: string): Record<string, string> => ({ cookie: `visitor=${visitor}` });
    const read = (jobId: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${base}/layers/v1/jobs/${jobId}`, { headers: { ...cookie("1"), ...headers } });
    const listen = (jobId: string, visitor: string): Promise<Listening> =>
      listenTo((signal) =>
        resettingFetch(`${base}/events?watch=layers/v1/jobs/${jobId}`, { headers: cookie(visitor), signal }),
      );
    const told = ({ events }: Listening): unknown[] => events.map(({ event, data }) => data.body?.["status"] ?? event);

    /** Requests a job, and leaves before the answer. */
    async function askAndLeave(jobId: string, isAsked: () => boolean): Promise<void> {
      const leaving = new AbortController();
      const asking = resettingFetch(`${base}/layers/v1/jobs/${jobId}`, {
        headers: cookie("1"),
        signal: leaving.signal,
      }).catch(() => undefined);
      await vi.waitFor(() => expect(isAsked()).toBe(true), 10_000);
      leaving.abort();
      await asking;
    }

    test("answers with the job, and nowhere with the key", async () => {
      const jobId = upstream.startJob();
      const response = await read(jobId);
      const text = await response.text();
      expect([response.status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ jobId, status: "running" })]);
      expect(JSON.stringify([...response.headers]) + text).not.toContain(upstream.simulator.layers.apiKey);
    });

    test("says 304 to who knows the answer, and reads nothing for it", async () => {
      const jobId = upstream.startJob();
      const etag = (await read(jobId)).headers.get("etag") ?? "";
      expect((await read(jobId, { "if-none-match": etag })).status).toBe(304);
      expect(upstream.readsOf(jobId)).toBe(1);
    });

    test("reads once for many who ask at the same time", async () => {
      const jobId = upstream.startJob();
      const answers = await Promise.all(Array.from({ length: 8 }, async () => (await read(jobId)).json()));
      expect(new Set(answers.map((answer) => (answer as { jobId: string }).jobId))).toEqual(new Set([jobId]));
      expect(upstream.readsOf(jobId)).toBe(1);
    });

    test("refuses who is not allowed, and what is no call of it", async () => {
      const jobId = upstream.startJob();
      expect((await fetch(`${base}/layers/v1/jobs/${jobId}`)).status).toBe(403);
      expect((await fetch(`${base}/events?watch=layers/v1/jobs/${jobId}`)).status).toBe(403);
      expect((await fetch(`${base}/layers/v1/whoami`, { headers: cookie("1") })).status).toBe(404);
      expect(upstream.readsOf(jobId)).toBe(0);
    });

    test("pushes what is known, and what a webhook tells", async () => {
      const jobId = upstream.startJob();
      const stream = await listen(jobId, "2");
      await vi.waitFor(() => expect(told(stream)).toEqual(["running", "ready"]), 10_000);
      const signature = `t=${Math.floor(Date.now() / 1_000)},v1=${"0".repeat(64)}`;
      const forged = await fetch(`${base}/webhooks/layers`, {
        method: "POST",
        body: "{}",
        headers: { "x-layers-signature": signature },
      });
      expect([forged.status, await forged.json()]).toMatchObject([401, { error: { code: "INVALID_SIGNATURE" } }]);
      upstream.simulator.layers.settleJob(jobId, { outcome: "failed" });
      await vi.waitFor(() => expect(told(stream).slice(2)).toContain("failed"), 10_000);
      expect(await (await read(jobId)).json()).toMatchObject({ status: "failed" });
      stream.close();
    });

    test.skipIf(endsWorkWithRequest)(
      "lets a read that was sent run to its end, though who asked for it has left, and keeps its answer",
      async () => {
        const jobId = upstream.startJob();
        const held = upstream.hold(jobId);
        await askAndLeave(jobId, () => held.asked === 1);
        // What is answered after a visitor left is answered by a relay that knows.
        expect((await read(upstream.startJob())).status).toBe(200);
        expect(held.left).toBe(0);
        held.letGo();
        expect(await (await read(jobId)).json()).toMatchObject({ jobId, status: "running" });
        expect(upstream.readsOf(jobId)).toBe(1);
      },
    );

    test.runIf(endsWorkWithRequest)(
      "has its read ended with the request that began it, and reads anew for who comes next, a second after at the soonest",
      async () => {
        const jobId = upstream.startJob();
        const held = upstream.hold(jobId);
        const beforeMs = performance.now();
        await askAndLeave(jobId, () => held.asked === 1);
        await vi.waitFor(() => expect(held.left).toBe(1), 5_000);
        held.letGo();
        expect(await (await read(jobId)).json()).toMatchObject({ jobId, status: "running" });
        expect(performance.now() - beforeMs).toBeGreaterThanOrEqual(1_000);
        expect(upstream.readsOf(jobId)).toBe(2);
      },
    );

    test("answers who waits for a read that was begun for another, who has left", async () => {
      const jobId = upstream.startJob();
      const held = upstream.hold(jobId);
      let waiting: Promise<Response> | undefined;
      await askAndLeave(jobId, () => {
        if (held.asked === 1) waiting ??= read(jobId);
        return waiting !== undefined;
      });
      held.letGo();
      expect((await waiting)?.status).toBe(200);
    });

    test("ends the stream of a visitor who leaves", async () => {
      const jobId = upstream.startJob();
      const streams = await Promise.all(Array.from({ length: 6 }, () => listen(jobId, "3")));
      expect(streams.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200, 200]);
      const another = await listen(jobId, "3");
      expect(another.response.status).toBe(429);
      streams[0]?.close();
      await vi.waitFor(async () => expect((await listen(jobId, "3")).response.status).toBe(200), {
        timeout: 10_000,
        interval: 200,
      });
      for (const stream of streams) stream.close();
    });

    test("keeps streams open in which nothing happens", async () => {
      const jobId = upstream.startJob();
      const streams = [await listen(jobId, "4"), await listen(jobId, "5")];
      // A heartbeat comes every 15 seconds.
      await vi.waitFor(
        () =>
          expect(streams.map(told)).toEqual([
            expect.arrayContaining(["ready", "heartbeat"]),
            expect.arrayContaining(["ready", "heartbeat"]),
          ]),
        25_000,
      );
      for (const stream of streams) stream.close();
    });
  },
);
