import { createLongrunClient, jobOperation, leaseRequestOperation, lineRequestOperation } from "longrun";
import { createSimulator } from "longrun/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ask, frozenSimulator, START } from "./harness";

describe("simulator.fetch", () => {
  test("is all that a client needs: it acts as the relay too", async () => {
    const simulator = frozenSimulator();
    const client = createLongrunClient({ fetch: simulator.fetch });
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const { requestId, projectId } = simulator.layers.requestLease();
    const { lineRequestId } = simulator.tuco.createLine();
    expect(await client.read(jobOperation, { jobId })).toMatchObject({ jobId, status: "running", stage: "queued" });
    expect(await client.read(leaseRequestOperation, { projectId: projectId ?? "", requestId })).toMatchObject({
      requestId,
      status: "requested",
    });
    expect(await client.read(lineRequestOperation, { lineRequestId })).toMatchObject({ status: "awaiting_payment" });
  });

  test("serves a client that holds a key and goes to the provider", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const endpoint = (key: string) => ({
      endpoints: { layers: { baseUrl: "https://api.layers.com", headers: { authorization: `Bearer ${key}` } } },
      fetch: simulator.fetch,
    });
    expect(await createLongrunClient(endpoint(simulator.layers.apiKey)).read(jobOperation, { jobId })).toMatchObject({
      jobId,
    });
    await expect(createLongrunClient(endpoint("lp_wrong")).read(jobOperation, { jobId })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      httpStatus: 401,
    });
  });

  test("takes a URL, a string or a Request with any host, and sets the answer's url", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const url = `https://layers.test:8443/v1/jobs/${jobId}`;
    const headers = { authorization: `Bearer ${simulator.layers.apiKey}` };
    for (const answer of [
      await simulator.fetch(url, { headers }),
      await simulator.fetch(new URL(url), { headers }),
      await simulator.fetch(new Request(url, { headers })),
    ]) {
      expect([answer.status, answer.url, answer instanceof Response]).toEqual([200, url, true]);
    }
    const cancel = new Request(`${url}/cancel`, { method: "POST", headers, body: "{}" });
    expect((await simulator.fetch(cancel)).status).toBe(202);
  });

  test.each(["/api/longrun/layers/v1/jobs/", "/relay/layers/v1/jobs/", "/layers/v1/jobs/"])(
    "needs no key at %s",
    async (path) => {
      const simulator = frozenSimulator();
      const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
      expect((await simulator.fetch(path + jobId)).status).toBe(200);
    },
  );

  test.each([
    "/api/longrun/tuco/v1/jobs/job_1",
    "/api/longrun/layers/api/line-requests/x",
    "/api/longrun/layers/v1x/jobs",
    "/api/longrun/tuco/api/line-requests-x",
    "/api/longrun/tuco/api",
  ])("has nothing at %s", async (path) => {
    const answer = await frozenSimulator().fetch(path);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { code: "NOT_FOUND", message: "Unknown route." } },
    ]);
  });

  test("counts requests to a relay's path against the default key's limit", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    await simulator.fetch(`/api/longrun/layers/v1/jobs/${jobId}`);
    expect((await ask(simulator, `/v1/jobs/${jobId}`)).headers.get("x-ratelimit-remaining")).toBe("118");
  });

  test("resolves dot segments as a browser does", async () => {
    const simulator = frozenSimulator();
    expect((await simulator.fetch("/api/longrun/layers/v1/jobs/../whoami")).status).toBe(404);
    expect(simulator.requests[0]?.path).toBe("/v1/whoami");
  });

  test("rejects for a signal that is already aborted", async () => {
    const simulator = frozenSimulator();
    const reason = new Error("gone");
    await expect(
      simulator.fetch("/api/longrun/layers/v1/jobs/job_1", { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    await expect(
      simulator.fetch(new Request("http://any.test/v1/jobs/job_1", { signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(simulator.requests).toEqual([]);
  });
});

describe("simulator.fetch where there is no Request and no Response, as in Jest's jsdom", () => {
  afterEach(() => vi.unstubAllGlobals());

  function bareSimulator(): ReturnType<typeof frozenSimulator> {
    for (const name of ["Request", "Response", "ReadableStream", "TextEncoder", "fetch"])
      vi.stubGlobal(name, undefined);
    return frozenSimulator();
  }

  test("serves reads, with their ETag and its 304", async () => {
    const simulator = bareSimulator();
    const client = createLongrunClient({ fetch: simulator.fetch });
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const known = await client.read(jobOperation, { jobId });
    expect(known).toMatchObject({ jobId, status: "running" });
    expect(await client.read(jobOperation, { jobId }, { known, gapMs: 0 })).toBe(known);
    expect(simulator.requests.map(({ status }) => status)).toEqual([200, 304]);
  });

  test("serves actions, and their refusals", async () => {
    const simulator = bareSimulator();
    const client = createLongrunClient({ fetch: simulator.fetch });
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const cancel = { operation: "cancel", path: `/v1/jobs/${jobId}/cancel`, method: "POST", body: "{}" } as const;
    expect(await client.request("layers", cancel)).toMatchObject({ status: 202, body: { accepted: true } });
    await expect(client.read(jobOperation, { jobId: "job_none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      httpStatus: 404,
    });
  });

  test("drops connections and truncates answers as elsewhere", async () => {
    const simulator = bareSimulator();
    const client = createLongrunClient({ fetch: simulator.fetch });
    for (const fault of [{ drop: true }, { truncate: true }]) {
      simulator.faults.set(fault);
      await expect(client.read(jobOperation, { jobId: "job_1" }, { gapMs: 0 })).rejects.toMatchObject({
        code: "NETWORK",
        retryable: true,
      });
    }
  });

  test("says so for a body that is no text", async () => {
    await expect(bareSimulator().fetch("/v1/jobs/job_1/cancel", { method: "POST", body: new Blob() })).rejects.toThrow(
      "a body must be a string",
    );
  });
});

describe("simulator.requests", () => {
  test("record the requests, and never a key", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    await simulator.fetch(`/api/longrun/layers/v1/jobs/${jobId}?x=1`, { headers: { "if-none-match": '"e"' } });
    await ask(simulator, `/v1/jobs/${jobId}/cancel`, { method: "POST", headers: { "idempotency-key": "one" } });
    simulator.advance(1);
    await ask(simulator, "/api/line-requests/short");
    expect(simulator.requests).toEqual([
      {
        method: "GET",
        path: `/v1/jobs/${jobId}`,
        service: "layers",
        relayed: true,
        status: 200,
        at: START,
        ifNoneMatch: '"e"',
        idempotencyKey: null,
      },
      {
        method: "POST",
        path: `/v1/jobs/${jobId}/cancel`,
        service: "layers",
        relayed: false,
        status: 202,
        at: START,
        ifNoneMatch: null,
        idempotencyKey: "one",
      },
      {
        method: "GET",
        path: "/api/line-requests/short",
        service: "tuco",
        relayed: false,
        status: 400,
        at: START + 1,
        ifNoneMatch: null,
        idempotencyKey: null,
      },
    ]);
    expect(JSON.stringify(simulator.requests)).not.toContain(simulator.layers.apiKey);
  });

  test("keep the latest, and can be cleared", async () => {
    const simulator = createSimulator({ keepRequests: 10 });
    for (let count = 0; count < 100; count += 1) await simulator.fetch(`/v1/jobs/job_${count}`);
    expect(simulator.requests.length).toBeGreaterThanOrEqual(10);
    expect(simulator.requests.length).toBeLessThan(20);
    expect(simulator.requests.at(-1)?.path).toBe("/v1/jobs/job_99");
    simulator.requests.length = 0;
    await simulator.fetch("/v1/jobs/job_1");
    expect(simulator.requests).toHaveLength(1);
    expect(() => createSimulator({ keepRequests: 0 })).toThrow(TypeError);
  });
});
