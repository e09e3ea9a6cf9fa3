import { createRelay } from "longrun/server";
import { expect, it, vi } from "vitest";
import { errorOf, json, KEY, upstreamOf } from "./upstream";

const HOST = "https://app.example";

async function post(headers: Record<string, string>, url = `${HOST}/api/longrun/layers/v1/jobs/job_1/cancel`) {
  const upstream = await upstreamOf((_, response) => json(response, 202, { jobId: "job_1", accepted: true }));
  const authorize = vi.fn(() => true);
  const relay = createRelay({ upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } }, authorize });
  const response = await relay.handle(
    new Request(url, { method: "POST", headers: { host: "app.example", ...headers }, body: "{}" }),
  );
  return { response, asked: upstream.seen.length, authorize };
}

const JSON_TYPE = { "content-type": "application/json" };

it.each<[string, Record<string, string>]>([
  ["the page's own script", { "sec-fetch-site": "same-origin", origin: HOST }],
  ["one behind a proxy that changes the host", { "sec-fetch-site": "same-origin", origin: "https://public.example" }],
  ["a browser without Sec-Fetch-Site, of the same origin", { origin: HOST }],
  ["the same, where TLS ends before the relay", { origin: "https://app.example:443" }],
  ["a program, which has no visitor's cookies", {}],
])("a POST of %s goes through", async (_, headers) => {
  const { response, asked } = await post({ ...JSON_TYPE, ...headers });
  expect([response.status, asked]).toEqual([202, 1]);
});

it.each<[string, Record<string, string>]>([
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["another site that says it is this one", { "sec-fetch-site": "cross-site", origin: HOST }],
  ["a sister site", { "sec-fetch-site": "same-site", origin: "https://blog.app.example" }],
  ["no page at all", { "sec-fetch-site": "none" }],
  ["another site, by an old browser", { origin: "https://evil.example" }],
  ["another port", { origin: "https://app.example:8443" }],
  ["a sandboxed frame", { origin: "null" }],
  ["an Origin that is none", { origin: "app.example" }],
])("a POST of %s is refused before anybody is asked", async (_, headers) => {
  const { response, asked, authorize } = await post({ ...JSON_TYPE, ...headers });
  expect([response.status, (await errorOf(response)).code, asked]).toEqual([403, "CROSS_SITE", 0]);
  expect(authorize).not.toHaveBeenCalled();
});

it.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; application/json",
  "application/jsonp",
  "",
])("a POST of type %j is refused: a form on another site can send it", async (type) => {
  const { response, asked } = await post({ "content-type": type, "sec-fetch-site": "same-origin" });
  expect([response.status, (await errorOf(response)).code, asked]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE", 0]);
});
