import { createRelay, type AuthorizeRequest, type RelayIncident, type RelayOptions } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { ACTIONS } from "../../src/providers/actions";
import { errorOf, json, KEY, runningJob, TUCO_KEY, upstreamOf, type Upstream } from "./upstream";

const ORIGIN = "https://app.example";

function relayTo(upstream: Upstream, options: Partial<RelayOptions> = {}) {
  const incidents: RelayIncident[] = [];
  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url }, tuco: { apiKey: TUCO_KEY, baseUrl: upstream.url } },
    authorize: () => true,
    onError: (incident) => incidents.push(incident),
    ...options,
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    relay.handle(new Request(`${ORIGIN}/api/longrun${path}`, { headers }));
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    relay.handle(
      new Request(`${ORIGIN}/api/longrun${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  return { relay, get, post, incidents };
}

describe("a documented read", () => {
  it("reaches the upstream with the relay's key and comes back as it was", async () => {
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, runningJob("job_1"), { etag: '"v1"', "x-request-id": "up_1", "x-ratelimit-limit": "120" }),
    );
    const response = await relayTo(upstream).get("/layers/v1/jobs/job_1");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(runningJob("job_1"));
    expect(upstream.seen).toMatchObject([
      { method: "GET", url: "/v1/jobs/job_1", headers: { authorization: `Bearer ${KEY}`, accept: "application/json" } },
    ]);
    expect(response.headers.get("etag")).toBe('"v1"');
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("of each provider goes to that provider with that provider's key", async () => {
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, { success: true, status: "active", line: { _id: "6a09279daa903300e2530b0f" } }),
    );
    expect((await relayTo(upstream).get("/tuco/api/line-requests/6a09279daa903300e2530b0f")).status).toBe(200);
    expect(upstream.seen).toMatchObject([
      { url: "/api/line-requests/6a09279daa903300e2530b0f", headers: { authorization: `Bearer ${TUCO_KEY}` } },
    ]);
  });

  it("takes nothing of the browser's along: no cookie, no credentials, no query, no header that is not listed", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
    await relayTo(upstream).get("/layers/v1/jobs/job_1?key=steal&debug=1", {
      cookie: "session=1",
      authorization: "Bearer of-the-visitor",
      "x-forwarded-for": "1.2.3.4",
      "x-anything": "1",
      "idempotency-key": "not-for-a-read",
    });
    const [seen] = upstream.seen;
    expect(seen?.url).toBe("/v1/jobs/job_1");
    expect(seen?.headers.authorization).toBe(`Bearer ${KEY}`);
    for (const name of ["cookie", "x-forwarded-for", "x-anything", "idempotency-key"])
      expect(seen?.headers).not.toHaveProperty(name);
  });

  it("brings nothing of the upstream's back but what is documented: no cookie, no server's name", async () => {
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, runningJob("job_1"), {
        "set-cookie": "sid=1",
        server: "nginx",
        "access-control-allow-origin": "*",
        "x-powered-by": "Express",
      }),
    );
    const response = await relayTo(upstream).get("/layers/v1/jobs/job_1");
    expect([...response.headers.keys()].sort()).toEqual([
      "age",
      "cache-control",
      "content-type",
      "etag",
      "x-content-type-options",
      "x-request-id",
    ]);
  });
});

describe("authorize", () => {
  it("is asked with the request, the operation, the ids and what is to be done", async () => {
    const asked: (Omit<AuthorizeRequest, "request"> & { cookie: string | null })[] = [];
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, { success: true, status: "awaiting_payment" }),
    );
    const { get, post } = relayTo(upstream, {
      authorize: async ({ request, operation, params, action, input }) => {
        asked.push({ cookie: request.headers.get("cookie"), operation, params, action, input });
        return true;
      },
    });
    await get("/layers/v1/projects/prj_1/leased-accounts/requests/lreq_1", { cookie: "session=1" });
    await post("/layers/v1/jobs/job_1/cancel", {});
    await post("/layers/v1/projects/prj_1/leased-accounts/request", { count: 2, niche: { vertical: "coffee" } });
    await post("/tuco/api/line-requests", { firstName: "A", lastName: "B", channelType: "email" });
    await post("/tuco/api/line-requests/line_1", { action: "payment_link" });
    await post("/tuco/api/line-requests/line_1", { action: "cancel" });
    expect(asked.map(({ operation, params, action }) => [operation.name, params, action])).toEqual([
      ["layers.lease-request", { projectId: "prj_1", requestId: "lreq_1" }, "read"],
      ["layers.job", { jobId: "job_1" }, "cancel"],
      ["layers.lease-request", { projectId: "prj_1" }, "request"],
      ["tuco.line-request", {}, "create"],
      ["tuco.line-request", { lineRequestId: "line_1" }, "payment_link"],
      ["tuco.line-request", { lineRequestId: "line_1" }, "cancel"],
    ]);
    expect(asked[0]).toMatchObject({ cookie: "session=1", input: undefined });
    expect(asked[2]?.input).toEqual({ count: 2, niche: { vertical: "coffee" } });
    expect(upstream.seen).toHaveLength(6);
  });

  it.each([false, undefined, 1, "yes", {}])(
    "lets nobody in by answering %j: 403, and nothing is sent",
    async (verdict) => {
      const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
      const response = await relayTo(upstream, { authorize: async () => verdict as boolean }).get(
        "/layers/v1/jobs/job_1",
      );
      expect(response.status).toBe(403);
      expect(await errorOf(response)).toMatchObject({
        code: "FORBIDDEN",
        requestId: expect.stringMatching(/^req_/) as string,
      });
      expect(upstream.seen).toEqual([]);
    },
  );

  it("asks for a sign-in with 401 by answering 'unauthenticated'", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
    const response = await relayTo(upstream, { authorize: () => "unauthenticated" }).get("/layers/v1/jobs/job_1");
    expect([response.status, (await errorOf(response)).code]).toEqual([401, "UNAUTHENTICATED"]);
  });

  it.each([KEY.length - 1, KEY.length, 8, 1])(
    "that throws what has a key at its cut end (%i characters before it) is told without any of it",
    async (before) => {
      const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
      const { get, incidents } = relayTo(upstream, {
        authorize: () => {
          throw new Error(`${"x".repeat(500 - "Error: ".length - before)}${KEY}${"y".repeat(600)}`);
        },
      });
      await get("/layers/v1/jobs/job_1");
      expect(incidents[0]?.cause).toMatch(/^Error: x+(\[|$)/);
      expect(incidents[0]?.cause).toHaveLength(500);
    },
  );

  it("that throws is a 500 that says nothing of why, and is told to onError with the keys taken out", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
    const { get, incidents } = relayTo(upstream, {
      authorize: () => {
        throw new Error(`db at 10.0.0.1 refused ${KEY}`);
      },
    });
    const response = await get("/layers/v1/jobs/job_1");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("10.0.0.1");
    expect(text).not.toContain(KEY);
    expect(upstream.seen).toEqual([]);
    expect(incidents).toMatchObject([{ cause: "Error: db at 10.0.0.1 refused [key]", operation: "layers.job" }]);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "SERVER_ERROR", requestId: incidents[0]?.requestId } });
  });
});

describe("what is not documented", () => {
  it.each([
    ["GET", "/layers/v1/whoami"],
    ["GET", "/layers/v1/jobs"],
    ["GET", "/layers/v1/jobs/job_1/"],
    ["GET", "/layers/v1/jobs/job_1/cancel"],
    ["GET", "/stripe/v1/charges/ch_1"],
    ["GET", "/tuco/v1/jobs/job_1"],
    ["GET", "/__proto__/v1/jobs/job_1"],
    ["GET", ""],
    ["POST", "/layers/v1/jobs/job_1"],
    ["DELETE", "/layers/v1/jobs/job_1"],
    ["PUT", "/layers/v1/jobs/job_1"],
    ["PATCH", "/layers/v1/jobs/job_1"],
    ["HEAD", "/layers/v1/jobs/job_1"],
    ["OPTIONS", "/layers/v1/jobs/job_1"],
  ])("%s %s does not exist: 404, and nothing is sent", async (method, path) => {
    const upstream = await upstreamOf((_, response) => json(response, 200, {}));
    const authorize = vi.fn(() => true);
    const { relay } = relayTo(upstream, { authorize });
    const response = await relay.handle(new Request(`${ORIGIN}/api/longrun${path}`, { method }));
    expect(response.status).toBe(404);
    if (method !== "HEAD") expect((await errorOf(response)).code).toBe("NOT_FOUND");
    expect(upstream.seen).toEqual([]);
    expect(authorize).not.toHaveBeenCalled();
  });

  it("includes whatever is not below the base path", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 200, {}));
    const { relay } = relayTo(upstream, { basePath: "/relay" });
    expect((await relay.handle(new Request(`${ORIGIN}/api/longrun/layers/v1/jobs/job_1`))).status).toBe(404);
    expect((await relay.handle(new Request(`${ORIGIN}/relayed/layers/v1/jobs/job_1`))).status).toBe(404);
    expect((await relay.handle(new Request(`${ORIGIN}/relay/layers/v1/jobs/job_1`))).status).not.toBe(404);
  });
});

describe("an action", () => {
  it("sends what the action documents and drops the rest", async () => {
    const upstream = await upstreamOf((_, response) => json(response, 202, { jobId: "job_1", accepted: true }));
    const { post } = relayTo(upstream);
    const body = { projectId: "prj_1", count: 2, niche: { vertical: "coffee", internal: 1 }, admin: true };
    const response = await post("/layers/v1/projects/prj_1/leased-accounts/request", body, {
      "idempotency-key": "b9c1f1f0-5d0b-4d55-9d2e-0a2d6a6f3c11",
      cookie: "session=1",
    });
    expect([response.status, await response.json()]).toEqual([202, { jobId: "job_1", accepted: true }]);
    expect(upstream.seen).toHaveLength(1);
    expect(JSON.parse(upstream.seen[0]?.body ?? "")).toEqual({
      projectId: "prj_1",
      count: 2,
      niche: { vertical: "coffee" },
    });
    expect(upstream.seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": "b9c1f1f0-5d0b-4d55-9d2e-0a2d6a6f3c11",
    });
    expect(upstream.seen[0]?.headers).not.toHaveProperty("cookie");
  });

  it.each([
    [
      "a count out of range",
      "/layers/v1/projects/prj_1/leased-accounts/request",
      { count: 51, niche: { vertical: "coffee" } },
    ],
    [
      "another project than the path's",
      "/layers/v1/projects/prj_1/leased-accounts/request",
      { projectId: "prj_2", count: 1, niche: { vertical: "coffee" } },
    ],
    ["an action that does not exist", "/tuco/api/line-requests/line_1", { action: "delete" }],
    ["a list", "/layers/v1/jobs/job_1/cancel", []],
    ["no JSON", "/layers/v1/jobs/job_1/cancel", "{"],
  ])("with %s is refused with 400 before anybody is asked", async (_, path, body) => {
    const upstream = await upstreamOf((_seen, response) => json(response, 200, {}));
    const authorize = vi.fn(() => true);
    const response = await relayTo(upstream, { authorize }).post(path, body);
    expect([response.status, (await errorOf(response)).code]).toEqual([400, "INVALID_INPUT"]);
    expect(authorize).not.toHaveBeenCalled();
    expect(upstream.seen).toEqual([]);
  });

  it("passes the provider's own refusals on, with their details", async () => {
    const refusal = {
      error: { code: "CONFLICT", message: "no", details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" } },
    };
    const upstream = await upstreamOf((_, response) => json(response, 409, refusal));
    const response = await relayTo(upstream).post("/layers/v1/jobs/job_1/cancel", {});
    expect([response.status, await response.json()]).toEqual([409, refusal]);
  });

  it("passes on a 403 that tells the state of a line, which is not about the key", async () => {
    const state = { success: false, status: "subscription_required", message: "Subscribe first", redirect: "/billing" };
    const upstream = await upstreamOf((_, response) => json(response, 403, state));
    const response = await relayTo(upstream).post("/tuco/api/line-requests/line_1", { action: "payment_link" });
    expect([response.status, await response.json()]).toEqual([403, state]);
  });

  it("is known to authorize by a name it documents, whatever the list of actions grows to", () => {
    expect(ACTIONS.map(({ name }) => name)).toEqual(["cancel", "request", "create", "act"]);
  });
});

describe("an upstream that fails", () => {
  it.each([401, 403])(
    "by refusing the relay's key with %i is a 502 that says whose fault it is, without the key",
    async (status) => {
      const upstream = await upstreamOf((_, response) =>
        json(response, status, { error: { code: "UNAUTHENTICATED", message: `bad key` } }),
      );
      const { get, incidents } = relayTo(upstream);
      const response = await get("/layers/v1/jobs/job_1");
      const error = await errorOf(response);
      expect([response.status, error.code]).toEqual([502, "RELAY_KEY_REFUSED"]);
      expect(error.message).toMatch(/key/);
      expect(JSON.stringify(error)).not.toContain(KEY);
      expect(incidents).toHaveLength(1);
    },
  );

  it("by not being there is a 502, and tells onError why", async () => {
    const upstream = await upstreamOf(() => undefined);
    await new Promise((resolve) => upstream.server.close(resolve));
    const { get, incidents } = relayTo(upstream);
    const response = await get("/layers/v1/jobs/job_1");
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "NETWORK"]);
    expect(incidents[0]?.cause).toMatch(/ECONNREFUSED/);
  });

  it("with an HTML page is never passed on as one", async () => {
    const upstream = await upstreamOf((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<script>alert(1)</script>");
    });
    const response = await relayTo(upstream).get("/layers/v1/jobs/job_1");
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "INVALID_RESPONSE"]);
  });

  it("with a 404 of its own says so in its own words", async () => {
    const upstream = await upstreamOf((_, response) =>
      json(response, 404, { error: { code: "NOT_FOUND", message: "Unknown jobId." } }),
    );
    const response = await relayTo(upstream).get("/layers/v1/jobs/job_1");
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { code: "NOT_FOUND", message: "Unknown jobId." } },
    ]);
  });

  it("with a 429 passes its Retry-After on", async () => {
    const upstream = await upstreamOf((_, response) =>
      json(response, 429, { error: { code: "RATE_LIMITED", message: "slow down" } }, { "retry-after": "7" }),
    );
    const response = await relayTo(upstream).get("/layers/v1/jobs/job_1");
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });
});

it("lets an action that was sent run to its end, though its visitor has gone and the relay was closed", async () => {
  let finish: () => void = () => undefined;
  const upstream = await upstreamOf((_, response) => {
    finish = () => json(response, 202, { jobId: "job_1", accepted: true });
  });
  const { relay } = relayTo(upstream);
  const gone = new AbortController();
  const headers = { "content-type": "application/json" };
  const answer = relay.handle(
    new Request(`${ORIGIN}/api/longrun/layers/v1/jobs/job_1/cancel`, {
      method: "POST",
      headers,
      body: "{}",
      signal: gone.signal,
    }),
  );
  await vi.waitFor(() => expect(upstream.seen).toHaveLength(1), 10_000);
  gone.abort();
  await relay.close();
  finish();
  expect((await answer).status).toBe(202);
  expect(upstream.aborted).toEqual([]);
});

it("answers 503 once it is closed", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
  const { relay, get } = relayTo(upstream);
  await relay.close();
  expect((await get("/layers/v1/jobs/job_1")).status).toBe(503);
});
