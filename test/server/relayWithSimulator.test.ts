import { createRelay, type SettledEvent } from "longrun/server";
import { createSimulator } from "longrun/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { createLongrunClient } from "../../src/client/createLongrunClient";
import { waitFor } from "../../src/client/waitFor";
import { jobOperation } from "../../src/providers/layers/job";
import { lineRequestOperation } from "../../src/providers/tuco/lineRequest";
import { whileTimePasses } from "./scriptedRelay";

const SECRET = "whsec_of_the_endpoint";

/** The simulator as both services, the relay before it, and a client as a page has it, on one fake clock. */
function everything() {
  vi.useFakeTimers({ now: Date.parse("2026-04-18T19:20:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const settled: SettledEvent[] = [];
  const simulator = createSimulator({
    webhookFetch: async (url, init) => relay.handle(new Request(String(url), init)),
  });
  const relay = createRelay({
    upstreams: {
      layers: { apiKey: simulator.layers.apiKey, webhookSecret: SECRET },
      tuco: { apiKey: simulator.tuco.apiKey },
    },
    authorize: () => true,
    onSettled: (event) => void settled.push(event),
    fetch: simulator.fetch,
  });
  onTestFinished(() => relay.close());
  const client = createLongrunClient({
    fetch: (url, init) => relay.handle(new Request(new URL(String(url), "https://app.example"), init)),
  });
  return { simulator, relay, client, settled };
}

it("a page sees a job through to its end, and so does the server", async () => {
  const { simulator, client, settled } = everything();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 60_000 });
  const seen: (number | null)[] = [];
  const job = await whileTimePasses(
    waitFor(jobOperation, { jobId }, { client, onUpdate: ({ progress }) => seen.push(progress) }),
    100,
  );
  expect([job.status, job.outcome]).toEqual(["completed", "success"]);
  expect(seen.length).toBeGreaterThan(4);
  expect(settled).toMatchObject([{ params: { jobId }, value: { status: "completed" }, witnessed: true }]);
  const refused = simulator.requests.filter(({ status }) => status !== 200 && status !== 304);
  expect(refused).toEqual([]);
});

it("a page that asks after a webhook finds the job settled, long before it would have been read", async () => {
  const { simulator, client, settled } = everything();
  simulator.layers.addWebhook({ url: "https://app.example/api/longrun/webhooks/layers", secret: SECRET });
  const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 600_000 });
  expect((await whileTimePasses(client.read(jobOperation, { jobId }))).status).toBe("running");
  simulator.layers.settleJob(jobId, { outcome: "failed" });
  await whileTimePasses(simulator.layers.deliverWebhooks());
  expect(settled).toMatchObject([{ params: { jobId }, value: { status: "failed" } }]);
  expect((await whileTimePasses(client.read(jobOperation, { jobId }))).status).toBe("failed");
});

it("a line request goes through the relay too, with an ETag that its provider does not give", async () => {
  const { simulator, client } = everything();
  const { lineRequestId } = simulator.tuco.createLine();
  const first = await whileTimePasses(client.read(lineRequestOperation, { lineRequestId }));
  expect(first.etag).toMatch(/^"lr-/);
  expect(await whileTimePasses(client.read(lineRequestOperation, { lineRequestId }, { known: first }))).toBe(first);
});
