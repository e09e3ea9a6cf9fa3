import { request as rawRequest } from "node:http";
import { connect } from "node:net";
import { createLongrunClient, jobOperation } from "longrun";
import type { SimulatorServer } from "longrun/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { frozenSimulator } from "../harness";

let simulator = frozenSimulator();
let server: SimulatorServer;
let path = "";

beforeEach(async () => {
  simulator = frozenSimulator();
  path = `/v1/jobs/${simulator.layers.startJob({ kind: "content_generate" }).jobId}`;
  server = await simulator.listen();
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const get = (at = path, init: RequestInit = {}) =>
  fetch(server.url + at, { ...init, headers: { authorization: `Bearer ${simulator.layers.apiKey}`, ...init.headers } });

/** Sends raw bytes, and returns all that comes back until the connection closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.end(text));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("utf8")));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("a simulator that listens", () => {
  test("answers the same bytes and headers as its fetch", async () => {
    const headers = { authorization: `Bearer ${simulator.layers.apiKey}` };
    const [overHttp, inMemory] = [
      await get(),
      await simulator.fetch(path.replace(/^/, "https://api.layers.com"), { headers }),
    ];
    expect(await overHttp.text()).toBe(await inMemory.text());
    for (const name of ["content-type", "etag", "x-ratelimit-limit", "x-ratelimit-endpoint-class"])
      expect(overHttp.headers.get(name)).toBe(inMemory.headers.get(name));
    expect(overHttp.headers.get("x-ratelimit-remaining")).toBe("119");
    expect(inMemory.headers.get("x-ratelimit-remaining")).toBe("118");
  });

  test("serves a client at its URL, also at a relay's path", async () => {
    const client = createLongrunClient({ endpoints: { layers: { baseUrl: `${server.url}/api/longrun/layers` } } });
    expect(await client.read(jobOperation, { jobId: path.slice(9) })).toMatchObject({ status: "running" });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  test("answers 304 without a body, and takes POSTs", async () => {
    const etag = (await get()).headers.get("etag") ?? "";
    const unchanged = await get(path, { headers: { "if-none-match": etag } });
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
    const canceled = await get(`${path}/cancel`, { method: "POST", body: "{}" });
    expect([canceled.status, await canceled.json()]).toMatchObject([202, { accepted: true }]);
  });

  test("drops a connection", async () => {
    simulator.faults.set({ drop: true });
    await expect(get()).rejects.toThrow(TypeError);
    simulator.faults.clear();
    expect((await get()).status).toBe(200);
  });

  test("truncates a body to half of its content-length", async () => {
    const length = Number((await get()).headers.get("content-length"));
    simulator.faults.set({ truncate: true });
    await expect(get().then((answer) => answer.text())).rejects.toThrow(TypeError);
    const answer = await raw(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${simulator.layers.apiKey}\r\n\r\n`,
    );
    expect(answer.toLowerCase()).toContain(`content-length: ${length}`);
    expect(answer.split("\r\n\r\n")[1]).toHaveLength(Math.floor(length / 2));
  });

  test("hangs until the caller goes away", async () => {
    simulator.faults.set({ hang: true });
    const abort = new AbortController();
    const hanging = get(path, { signal: abort.signal });
    await expect.poll(() => simulator.requests.length).toBe(1);
    abort.abort();
    await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
  });

  test("stops working for a caller that went away", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    simulator.faults.set({ delayMs: 1_000_000 });
    const request = rawRequest(server.url + path)
      .on("error", () => undefined)
      .end();
    await vi.waitUntil(() => simulator.requests.length === 1);
    expect(vi.getTimerCount()).toBe(1);
    request.destroy();
    await vi.waitUntil(() => vi.getTimerCount() === 0);
  });

  test("refuses a body that is too large", async () => {
    const answer = await get(`${path}/cancel`, { method: "POST", body: "x".repeat(1_048_577) });
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { error: { code: "PAYLOAD_TOO_LARGE", message: expect.any(String) } },
    ]);
    expect(simulator.requests).toEqual([]);
  });

  test.each(["//evil.example/v1/jobs/job_1", "/v1/../../../etc/passwd", "/v1/jobs/%00", "/v1/jobs/..%2fwhoami", "/%"])(
    "finds nothing at %s",
    async (at) => {
      const answer = await raw(
        `GET ${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${simulator.layers.apiKey}\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    },
  );

  test("refuses a request target that is no path", async () => {
    expect(await raw("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("closes with connections open, and frees its port", async () => {
    simulator.faults.set({ hang: true });
    const failed = new Promise((resolve) =>
      rawRequest(server.url + path)
        .on("error", resolve)
        .end(),
    );
    await expect.poll(() => simulator.requests.length).toBe(1);
    await server.close();
    expect(await failed).toBeInstanceOf(Error);
    const again = await simulator.listen(server.port);
    expect(again.port).toBe(server.port);
    await again.close();
  });

  test("rejects for a port that is taken or impossible", async () => {
    await expect(simulator.listen(server.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(simulator.listen(70_000)).rejects.toThrow(TypeError);
    await expect(simulator.listen(-1)).rejects.toThrow(/^listen\(port\)/);
  });

  test("emits the event of an end by itself", async () => {
    const told: string[] = [];
    simulator.layers.onEvent(({ type }) => told.push(type));
    simulator.layers.startJob({ kind: "content_generate", durationMs: 0 });
    await expect.poll(() => told).toEqual(["job.completed"]);
  });
});
