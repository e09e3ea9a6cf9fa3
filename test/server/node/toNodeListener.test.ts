import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { createRelay, toNodeListener, type RelayOptions } from "longrun/server";
import { expect, it, onTestFinished, vi } from "vitest";
import { answersTo } from "../rawHttp";
import { json, KEY, runningJob, serve, upstreamOf, type Upstream } from "../upstream";

function listenerFor(upstream: Upstream, options: Partial<RelayOptions> = {}) {
  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
    authorize: () => true,
    onError: () => undefined,
    ...options,
  });
  return toNodeListener(relay);
}

const upstreamWithJob = () =>
  upstreamOf((seen, response) =>
    json(response, 200, seen.method === "POST" ? { jobId: "job_1", accepted: true } : runningJob("job_1")),
  );

it("serves the relay on node:http", async () => {
  const upstream = await upstreamWithJob();
  const { url } = await serve(listenerFor(upstream));
  const response = await fetch(`${url}/api/longrun/layers/v1/jobs/job_1`);
  expect([response.status, await response.json()]).toEqual([200, runningJob("job_1")]);
  const canceled = await fetch(`${url}/api/longrun/layers/v1/jobs/job_1/cancel`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: "{}",
  });
  expect([canceled.status, await canceled.json()]).toEqual([200, { jobId: "job_1", accepted: true }]);
});

it("gives authorize a Request with the visitor's headers and URL", async () => {
  const upstream = await upstreamWithJob();
  const seen: unknown[] = [];
  const authorize: RelayOptions["authorize"] = ({ request }) => {
    seen.push([request.url, request.headers.get("cookie"), request.method]);
    return true;
  };
  const { url } = await serve(listenerFor(upstream, { authorize }));
  await fetch(`${url}/api/longrun/layers/v1/jobs/job_1?x=1`, { headers: { cookie: "a=1; b=2" } });
  expect(seen).toEqual([[`${url}/api/longrun/layers/v1/jobs/job_1?x=1`, "a=1; b=2", "GET"]]);
});

it("finds its base path where Express has cut it off the url", async () => {
  const upstream = await upstreamWithJob();
  const listener = listenerFor(upstream);
  const { url } = await serve((request, response) => {
    const originalUrl = request.url;
    listener(Object.assign(request, { originalUrl, url: request.url?.replace("/api/longrun", "") }), response);
  });
  expect((await fetch(`${url}/api/longrun/layers/v1/jobs/job_1`)).status).toBe(200);
});

it("works behind a body parser that has read the body already", async () => {
  const upstream = await upstreamWithJob();
  const listener = listenerFor(upstream);
  const { url } = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () =>
      listener(Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) as unknown }), response),
    );
  });
  const body = JSON.stringify({ count: 2, niche: { vertical: "coffee" } });
  const response = await fetch(`${url}/api/longrun/layers/v1/projects/prj_1/leased-accounts/request`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(response.status).toBe(200);
  expect(JSON.parse(upstream.seen[0]?.body ?? "")).toEqual(JSON.parse(body));
});

it("a visitor who goes away stops no read: the next one gets its answer", async () => {
  let answer: () => void = () => undefined;
  const upstream = await upstreamOf((_, response) => void (answer = () => json(response, 200, runningJob("job_1"))));
  const { url } = await serve(listenerFor(upstream));
  const request = httpRequest(`${url}/api/longrun/layers/v1/jobs/job_1`);
  const isGone = new Promise<void>((resolve) => request.on("error", () => undefined).on("close", resolve));
  request.end();
  await vi.waitFor(() => expect(upstream.seen).toHaveLength(1), 10_000);
  request.destroy();
  await isGone;
  answer();
  expect((await fetch(`${url}/api/longrun/layers/v1/jobs/job_1`)).status).toBe(200);
  expect([upstream.seen.length, upstream.aborted.length]).toEqual([1, 0]);
});

it.each([
  "//evil.example/api",
  "http://evil.example/api/longrun/layers/v1/jobs/job_1",
  "*",
  "/api/longrun//layers/v1/jobs/job_1",
  "/api/longrun/layers/v1/jobs/../whoami",
])("the request target %s reaches nobody", async (target) => {
  const upstream = await upstreamWithJob();
  const { port } = await serve(listenerFor(upstream));
  expect(await rawStatus(port, `GET ${target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 40[04] /,
  );
  expect(upstream.seen).toEqual([]);
});

it("a Host header that is none is refused", async () => {
  const upstream = await upstreamWithJob();
  const { port } = await serve(listenerFor(upstream));
  expect(
    await rawStatus(port, "GET /api/longrun/layers/v1/jobs/job_1 HTTP/1.1\r\nHost: a/b c\r\nConnection: close\r\n\r\n"),
  ).toMatch(/^HTTP\/1\.1 400 /);
});

it("a body past the limit is refused with 413, also where its length is not told, and the answer arrives", async () => {
  const upstream = await upstreamWithJob();
  const { url } = await serve(listenerFor(upstream, { maxRequestBytes: 100 }));
  const post = (body: BodyInit) =>
    fetch(`${url}/api/longrun/layers/v1/jobs/job_1/cancel`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
  expect((await post(`{"a":"${"x".repeat(200)}"}`)).status).toBe(413);
  const chunks = new ReadableStream({
    start(controller) {
      for (let count = 0; count < 4; count += 1) controller.enqueue(new TextEncoder().encode("x".repeat(50)));
      controller.close();
    },
  });
  expect((await post(chunks)).status).toBe(413);
  expect(upstream.seen).toEqual([]);
});

it("a body that comes byte by byte is given up on", async () => {
  const upstream = await upstreamWithJob();
  const { port } = await serve(listenerFor(upstream, { timeoutMs: 50 }));
  const head =
    "POST /api/longrun/layers/v1/jobs/job_1/cancel HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{";
  expect(await rawStatus(port, head)).toMatch(/^HTTP\/1\.1 408 /);
  expect(upstream.seen).toEqual([]);
});

it("many calls at once give Node no cause to warn of a leak", async () => {
  const upstream = await upstreamOf((seen, response) =>
    json(response, 200, seen.method === "POST" ? { jobId: "job_1", accepted: true } : runningJob(seen.url.slice(9))),
  );
  const { url } = await serve(listenerFor(upstream));
  const warned = vi.spyOn(process, "emitWarning");
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  const cancel = () =>
    fetch(`${url}/api/longrun/layers/v1/jobs/job_1/cancel`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
  expect((await Promise.all(Array.from({ length: 30 }, cancel))).every(({ ok }) => ok)).toBe(true);
  const controller = new AbortController();
  const watches = Array.from({ length: 30 }, (_, index) => `watch=layers/v1/jobs/job_${index}`).join("&");
  const stream = await fetch(`${url}/api/longrun/events?${watches}`, { signal: controller.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("event: ready");) text += (await reader?.read())?.value ?? "";
  controller.abort();
  await new Promise((resolve) => setImmediate(resolve));
  expect([warned.mock.calls, warnings]).toEqual([[], []]);
});

it("all streams of a connection end with it, also where they were asked for without waiting for one another", async () => {
  const upstream = await upstreamWithJob();
  // Each is asked about again for what is read later.
  const signals = new Set<AbortSignal>();
  const authorize: RelayOptions["authorize"] = ({ request }) => (signals.add(request.signal), true);
  const { url, port } = await serve(listenerFor(upstream, { authorize, push: { maxStreamsPerVisitor: 3 } }));
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /api/longrun/events?watch=layers/v1/jobs/job_1 HTTP/1.1\r\nHost: app.example\r\n\r\n".repeat(3));
  await vi.waitFor(() => expect(signals.size).toBe(3), 10_000);
  socket.destroy();
  await vi.waitFor(() => expect([...signals].map(({ aborted }) => aborted)).toEqual([true, true, true]), 10_000);
  const leaving = new AbortController();
  const open = async (): Promise<number> =>
    (await fetch(`${url}/api/longrun/events?watch=layers/v1/jobs/job_1`, { signal: leaving.signal })).status;
  expect(await Promise.all([open(), open(), open()])).toEqual([200, 200, 200]);
  leaving.abort();
});

it("thirty calls at once on one connection give Node no cause to warn of a leak", async () => {
  const upstream = await upstreamOf((seen, response) => json(response, 200, runningJob(seen.url.slice(9))));
  const { port } = await serve(listenerFor(upstream));
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  const reads = Array.from(
    { length: 30 },
    (_, index) =>
      `GET /api/longrun/layers/v1/jobs/job_${index} HTTP/1.1\r\nHost: app.example\r\n${index === 29 ? "Connection: close\r\n" : ""}\r\n`,
  );
  expect((await answersTo(port, reads.join(""))).map(({ status }) => status)).toEqual(
    Array.from({ length: 30 }, () => 200),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

/** The first line of the answer to bytes that no HTTP client would send. */
function rawStatus(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.once("data", (data: Buffer) => {
      socket.destroy();
      resolve(data.toString().split("\r\n")[0] ?? "");
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
  });
}
