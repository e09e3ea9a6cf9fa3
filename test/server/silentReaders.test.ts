import { connect, type Socket } from "node:net";
import { createRelay, toNodeListener } from "longrun/server";
import { expect, it, onTestFinished, vi } from "vitest";
import { json, KEY, runningJob, serve, upstreamOf } from "./upstream";

it("the socket of a reader who takes nothing is gone once its stream is as old as it may be", async () => {
  const large = "x".repeat(900_000);
  const upstream = await upstreamOf((seen, response) =>
    json(response, 200, runningJob(seen.url.slice("/v1/jobs/".length), { large })),
  );
  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
    authorize: () => true,
    onError: () => undefined,
    push: { maxAgeMs: 2_000, heartbeatMs: 50 },
  });
  const { port, server } = await serve(toNodeListener(relay));
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  const watches = Array.from({ length: 20 }, (_, index) => `watch=layers/v1/jobs/job_${index}`).join("&");
  const reader = connect(port, "127.0.0.1", () =>
    reader.write(`GET /api/longrun/events?${watches} HTTP/1.1\r\nHost: app.example\r\n\r\n`),
  );
  onTestFinished(() => void reader.destroy());
  reader.pause();
  reader.on("error", () => undefined);
  // More is on its way than the two ends of a connection hold.
  await vi.waitFor(() => expect(sockets[0]?.writableLength).toBeGreaterThan(0), { timeout: 10_000 });
  expect(sockets[0]?.destroyed).toBe(false);
  await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), { timeout: 10_000 });
  expect(reader.bytesRead).toBeLessThan(18_000_000);
}, 30_000);
