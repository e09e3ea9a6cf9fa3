import { createSimulator } from "longrun/testing";
import { describe, expect, test } from "vitest";
import { ask, frozenSimulator, HOUR, START } from "./harness";

describe("a key", () => {
  test.each([null, "", "lp_wrong", "constructor"])(
    "that is %j is answered 401, without a word on limits",
    async (key) => {
      const simulator = frozenSimulator();
      const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
      const answer = await ask(simulator, `/v1/jobs/${jobId}`, { key });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({ error: { code: "UNAUTHENTICATED", message: expect.any(String) } });
      expect(answer.headers.get("x-ratelimit-limit")).toBeNull();
    },
  );

  test("of one provider is not valid for the other", async () => {
    const simulator = frozenSimulator();
    expect((await ask(simulator, "/v1/jobs/job_1", { key: simulator.tuco.apiKey })).status).toBe(401);
    expect(
      (await ask(simulator, "/api/line-requests/6a09279daa903300e2530b0f", { key: simulator.layers.apiKey })).status,
    ).toBe(401);
  });

  test("may do what its scopes allow, and no more", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const key = simulator.layers.addKey({ scopes: ["jobs:read"] });
    expect((await ask(simulator, `/v1/jobs/${jobId}`, { key })).status).toBe(200);
    const refused = await ask(simulator, `/v1/jobs/${jobId}/cancel`, { key, method: "POST" });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { error: { code: "FORBIDDEN_SCOPE", message: "Key lacks jobs:cancel." } },
    ]);
    expect((await ask(simulator, "/v1/projects/prj_1/leased-accounts/requests/lreq_1", { key })).status).toBe(403);
    expect(simulator.layers.getJob(jobId)?.status).toBe("running");
  });

  test("that was revoked is refused", async () => {
    const simulator = frozenSimulator();
    const layersKey = simulator.layers.addKey();
    const tucoKey = simulator.tuco.addKey();
    expect((await ask(simulator, "/v1/jobs/job_1", { key: layersKey })).status).toBe(404);
    expect((await ask(simulator, "/api/line-requests/6a09279daa903300e2530b0f", { key: tucoKey })).status).toBe(404);
    simulator.layers.revokeKey(layersKey);
    simulator.tuco.revokeKey(tucoKey);
    expect((await ask(simulator, "/v1/jobs/job_1", { key: layersKey })).status).toBe(401);
    expect((await ask(simulator, "/api/line-requests/6a09279daa903300e2530b0f", { key: tucoKey })).status).toBe(401);
  });

  test("of an unknown tier or scope can't be made", () => {
    const { layers } = frozenSimulator();
    expect(() => layers.addKey({ tier: "gold" as never })).toThrow(
      /addKey\(\{ tier \}\) must be one of standard, pilot, partner/,
    );
    expect(() => layers.addKey({ scopes: ["jobs:write" as never] })).toThrow(/addKey\(\{ scopes \}\)/);
    expect(() => createSimulator({ tier: "gold" as never })).toThrow(TypeError);
  });
});

describe("a route", () => {
  test.each([
    "/v1",
    "/v1/jobs",
    "/v1/jobs/",
    "/v1/jobs/job_1/",
    "/v1/jobs/a%20b",
    "/v1/jobs/job_1/results",
    "/v1/whoami",
    "/",
    "/v2/jobs/job_1",
    "/api/webhooks",
  ])("that is none, such as %s, is a 404 in Layers' envelope", async (path) => {
    const simulator = frozenSimulator();
    const answer = await ask(simulator, path, { key: simulator.layers.apiKey });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { code: "NOT_FOUND", message: "Unknown route." } },
    ]);
  });

  test.each([
    ["/v1/jobs/job_1", "DELETE"],
    ["/v1/jobs/job_1/cancel", "GET"],
    ["/api/line-requests", "GET"],
    ["/api/line-requests/6a09279daa903300e2530b0f", "PUT"],
  ])("%s knows no %s", async (path, method) => {
    expect((await ask(frozenSimulator(), path, { method })).status).toBe(405);
  });
});

describe("an ETag", () => {
  test("does not change between checkpoints, and a 304 has no body", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 100_000, queuedMs: 0 });
    const first = await ask(simulator, `/v1/jobs/${jobId}`);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{16}"$/);
    simulator.advance(999);
    const same = await ask(simulator, `/v1/jobs/${jobId}`, { headers: { "if-none-match": etag } });
    expect([same.status, await same.text(), same.headers.get("etag"), same.headers.get("content-type")]).toEqual([
      304,
      "",
      etag,
      null,
    ]);
    simulator.advance(1);
    const changed = await ask(simulator, `/v1/jobs/${jobId}`, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test.each([
    [(etag: string) => etag, 304],
    [(etag: string) => `W/${etag}`, 304],
    [(etag: string) => `"other", ${etag}`, 304],
    [() => "*", 304],
    [() => '"other"', 200],
    [(etag: string) => etag.slice(1, -1), 200],
  ])("is compared as the standard says (%#)", async (sent, status) => {
    const simulator = frozenSimulator();
    const { requestId, projectId } = simulator.layers.requestLease();
    const path = `/v1/projects/${projectId}/leased-accounts/requests/${requestId}`;
    const etag = (await ask(simulator, path)).headers.get("etag") ?? "";
    expect((await ask(simulator, path, { headers: { "if-none-match": sent(etag) } })).status).toBe(status);
  });

  test("differs from job to job", async () => {
    const simulator = frozenSimulator();
    const etags = await Promise.all(
      Array.from({ length: 50 }, async () =>
        (await ask(simulator, `/v1/jobs/${simulator.layers.startJob({ kind: "content_generate" }).jobId}`)).headers.get(
          "etag",
        ),
      ),
    );
    expect(new Set(etags).size).toBe(50);
  });
});

describe("the rate limit", () => {
  async function readsUntilRefused(simulator: ReturnType<typeof frozenSimulator>, key?: string) {
    for (let reads = 0; reads < 10_000; reads += 1) {
      const answer = await ask(simulator, "/v1/jobs/job_1", key === undefined ? {} : { key });
      if (answer.status === 429) return { reads, answer };
    }
    throw new Error("never refused");
  }

  test.each([
    ["standard", 120],
    ["pilot", 1_200],
    ["partner", 6_000],
  ] as const)("of a %s key is %d reads a minute", async (tier, limit) => {
    const simulator = frozenSimulator();
    expect((await readsUntilRefused(simulator, simulator.layers.addKey({ tier }))).reads).toBe(limit);
  });

  test("is reported with every answer", async () => {
    const simulator = frozenSimulator({ tier: "pilot" });
    const limits = async (path: string, method = "GET") => {
      const { headers } = await ask(simulator, path, { method });
      return ["limit", "remaining", "reset", "endpoint-class"].map((name) => headers.get(`x-ratelimit-${name}`));
    };
    const reset = String(Date.parse("2026-04-18T19:21:00Z") / 1_000);
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    expect(await limits(`/v1/jobs/${jobId}`)).toEqual(["1200", "1199", reset, "read-light"]);
    expect(await limits("/v1/jobs/job_none")).toEqual(["1200", "1198", reset, "read-light"]);
    expect(await limits(`/v1/jobs/${jobId}/cancel`, "POST")).toEqual(["1200", "1198", reset, "read-light"]);
  });

  test("counts a 304 too", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const answer = await ask(simulator, `/v1/jobs/${jobId}`, { headers: { "if-none-match": "*" } });
    expect([answer.status, answer.headers.get("x-ratelimit-remaining")]).toEqual([304, "119"]);
  });

  test("refuses with the time to wait, until the minute is over, and only that key", async () => {
    const simulator = frozenSimulator();
    const { answer } = await readsUntilRefused(simulator);
    expect(answer.headers.get("retry-after")).toBe("49");
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(await answer.json()).toEqual({
      error: { code: "RATE_LIMITED", message: expect.any(String), requestId: expect.stringMatching(/^req_/) },
    });
    expect((await ask(simulator, "/v1/jobs/job_1", { key: simulator.layers.addKey() })).status).toBe(404);
    simulator.advance(48_999);
    expect((await ask(simulator, "/v1/jobs/job_1")).status).toBe(429);
    simulator.advance(1);
    expect((await ask(simulator, "/v1/jobs/job_1")).headers.get("x-ratelimit-remaining")).toBe("119");
  });

  test("follows the clock that is not sped up", async () => {
    let nowMs = START;
    const simulator = createSimulator({ now: () => nowMs });
    simulator.speed = 100;
    await readsUntilRefused(simulator);
    nowMs += 10_000;
    expect(simulator.now()).toBe(START + 1_000_000);
    expect((await ask(simulator, "/v1/jobs/job_1")).status).toBe(429);
    nowMs += 39_000;
    expect((await ask(simulator, "/v1/jobs/job_1")).status).toBe(404);
  });

  test("is not Tuco's", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    for (let read = 0; read < 130; read += 1)
      expect((await ask(simulator, `/api/line-requests/${lineRequestId}`)).status).toBe(200);
    simulator.advance(HOUR);
  });
});
