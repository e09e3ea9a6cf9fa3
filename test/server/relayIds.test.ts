import { createRelay } from "longrun/server";
import { expect, it, vi } from "vitest";
import { errorOf, json, KEY, upstreamOf } from "./upstream";

it.each([
  ["a climb, encoded", "..%2fwhoami"],
  ["a climb, encoded twice", "%252e%252e%252fwhoami"],
  ["nothing", ""],
  ["a NUL", "job_1%00"],
  ["a line break", "job_1%0d%0aX-Injected:%201"],
  ["a space", "job%201"],
  ["a colon", "job:1"],
  ["a dot", "job.1"],
  ["an umlaut", "j%C3%B6b"],
  ["5 kB", "a".repeat(5_000)],
  ["129 characters", "a".repeat(129)],
  ["a matrix parameter", "job_1;admin=1"],
  ["markup", "%3Cscript%3E"],
])("an id with %s is 400 INVALID_ID, in the Layers error shape, and nobody is asked about it", async (_, id) => {
  const upstream = await upstreamOf((_seen, response) => json(response, 200, {}));
  const authorize = vi.fn(() => true);
  const relay = createRelay({ upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } }, authorize });
  for (const [method, path] of [
    ["GET", `/v1/jobs/${id}`],
    ["POST", `/v1/jobs/${id}/cancel`],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const response = await relay.handle(
      new Request(`https://app.example/api/longrun/layers${path}`, {
        method,
        headers,
        body: method === "POST" ? "{}" : null,
      }),
    );
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: "INVALID_ID", requestId: expect.any(String) as string });
  }
  expect(authorize).not.toHaveBeenCalled();
  expect(upstream.seen).toEqual([]);
});

it.each(["..", "%2e%2e", ".%2E", "../..", "..%5c.."])("a path that climbs with %s leads nowhere", async (climb) => {
  const upstream = await upstreamOf((_seen, response) => json(response, 200, {}));
  const relay = createRelay({ upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } }, authorize: () => true });
  const response = await relay.handle(new Request(`https://app.example/api/longrun/layers/v1/jobs/${climb}/whoami`));
  expect(response.status).toBe(404);
  expect(upstream.seen).toEqual([]);
});

it("an id of __proto__ or constructor is an id like any other", async () => {
  const upstream = await upstreamOf((_seen, response) =>
    json(response, 404, { error: { code: "NOT_FOUND", message: "Unknown jobId." } }),
  );
  const relay = createRelay({ upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } }, authorize: () => true });
  for (const id of ["__proto__", "constructor", "toString"]) {
    expect((await relay.handle(new Request(`https://app.example/api/longrun/layers/v1/jobs/${id}`))).status).toBe(404);
  }
  expect(upstream.seen.map(({ url }) => url)).toEqual([
    "/v1/jobs/__proto__",
    "/v1/jobs/constructor",
    "/v1/jobs/toString",
  ]);
  expect(({} as Record<string, unknown>)["jobId"]).toBeUndefined();
});
