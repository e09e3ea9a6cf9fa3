import { defineOperation, fixedDelay } from "./customOperation";
import { createRelay, type RelayOptions } from "longrun/server";
import { describe, expect, it } from "vitest";
import { json, KEY, upstreamOf } from "./upstream";

const good: RelayOptions = { upstreams: { layers: { apiKey: KEY } }, authorize: () => true };

describe("options that can't work are refused at the start", () => {
  it.each<[string, unknown, RegExp]>([
    ["none at all", undefined, /pass \{ upstreams, authorize \}/],
    ["no authorize", { upstreams: good.upstreams }, /authorize is required: .* no default that lets people in/],
    ["authorize misspelt", { upstreams: good.upstreams, authorise: () => true }, /no option "authorise"/],
    ["no upstreams", { authorize: () => true }, /upstreams is required/],
    ["empty upstreams", { authorize: () => true, upstreams: { layers: undefined } }, /upstreams is empty/],
    ["an empty key", { ...good, upstreams: { layers: { apiKey: "" } } }, /upstreams\.layers\.apiKey is empty.*environment variable/],
    ["a missing key", { ...good, upstreams: { tuco: { apiKey: undefined } } }, /upstreams\.tuco\.apiKey is empty/],
    ["a key with a line break", { ...good, upstreams: { layers: { apiKey: `${KEY}\n` } } }, /white space/],
    ["a relative URL", { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "/v1" } } }, /upstreams\.layers\.baseUrl must be an absolute URL/],
    ["an ftp URL", { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "ftp://x.example" } } }, /https/],
    ["a key over plain http", { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "http://api.example" } } }, /without https/],
    ["a custom upstream over plain http", { ...good, upstreams: { acme: { baseUrl: "http://api.example", operations: [defineOperation("acme")] } } }, /upstreams\.acme\.baseUrl is http:.*without https/],
    ["an option with another case", { ...good, upstreams: { layers: { apiKey: KEY, webHookSecret: "x" } } }, /no option "upstreams\.layers\.webHookSecret"\. Did you mean "upstreams\.layers\.webhookSecret"\?/],
    ["an option of a custom upstream misspelt", { ...good, upstreams: { acme: { baseURL: "https://x.example", operations: [defineOperation("acme")] } } }, /"upstreams\.acme\.baseURL"\. Did you mean "upstreams\.acme\.baseUrl"\?/],
    ["an option that nothing is like", { ...good, retries: 3 }, /no option "retries"\. Options: /],
    ["a cache's option misspelt", { ...good, cache: { maxEntrys: 5 } }, /"cache\.maxEntrys"\. Did you mean "cache\.maxEntries"\?/],
    ["a push's option misspelt", { ...good, push: { heartBeatMs: 5 } }, /"push\.heartBeatMs"\. Did you mean "push\.heartbeatMs"\?/],
    ["a timeout that no timer holds", { ...good, timeoutMs: 2 ** 33 }, /timeoutMs must be at most 2147483647/],
    ["public headers that are none", { ...good, upstreams: { acme: { baseUrl: "https://x.example", publicHeaders: "x", operations: [defineOperation("acme")] } } }, /publicHeaders must be a list/],
    ["a password in a URL", { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "https://a:b@api.example" } } }, /user name/],
    ["a base path without a slash", { ...good, basePath: "api" }, /basePath must start with/],
    ["a base path with one too many", { ...good, basePath: "/api/" }, /basePath must start with/],
    ["a timeout of nothing", { ...good, timeoutMs: 0 }, /timeoutMs/],
    ["a name that is a path", { ...good, upstreams: { "a/b": { baseUrl: "https://x.example", operations: [] } } }, /"a\/b" must be letters/],
    ["a name of the relay's own", { ...good, upstreams: { events: { baseUrl: "https://x.example", operations: [] } } }, /taken/],
    ["a custom upstream without operations", { ...good, upstreams: { acme: { baseUrl: "https://x.example", operations: [] } } }, /at least one definition/],
    ["an operation of another endpoint", { ...good, upstreams: { other: { baseUrl: "https://x.example", operations: [defineOperation("acme")] } } }, /has the endpoint "acme"/],
    ["a custom upstream with an apiKey", { ...good, upstreams: { acme: { apiKey: KEY, baseUrl: "https://x.example", operations: [defineOperation("acme")] } } }, /only layers and tuco/],
    ["a limit of nothing", { ...good, upstreams: { layers: { apiKey: KEY, readsPerMinute: 0 } } }, /upstreams\.layers\.readsPerMinute/],
    ["an empty webhook secret", { ...good, upstreams: { layers: { apiKey: KEY, webhookSecret: "" } } }, /upstreams\.layers\.webhookSecret is empty/],
    ["a webhook secret of a service that posts none", { ...good, upstreams: { tuco: { apiKey: KEY, webhookSecret: "x" } } }, /only layers posts webhooks/],
    ["a store that is none", { ...good, store: new Map() }, /store must be what memoryStore\(\) or redisStore\(client\) returns/],
    ["a cache of nothing", { ...good, cache: { maxEntries: 0 } }, /cache\.maxEntries/],
    ["no time to be stale in", { ...good, staleForMs: -1 }, /staleForMs/],
    ["no room for a watch", { ...good, push: { maxWatches: Number.NaN } }, /push\.maxWatches/],
    ["a visitorOf that is no function", { ...good, visitorOf: "ip" }, /visitorOf must be a function/],
    ["an option of push that there is none of", { ...good, push: { visitorOf: () => null } }, /no option "push\.visitorOf"\. Options: maxStreams, /],
    ["an onSettled that is no function", { ...good, onSettled: true }, /onSettled must be a function/],
    ["headers that no header can be", { ...good, upstreams: { acme: { headers: { authorization: `${KEY}\n${KEY}` }, baseUrl: "https://x.example", operations: [defineOperation("acme")] } } }, /no header can carry/],
  ])("%s", (_, options, message) => {
    expect(() => createRelay(options as RelayOptions)).toThrow(message);
    try {
      createRelay(options as RelayOptions);
    } catch (error) {
      expect(String(error)).not.toContain(KEY);
    }
  });
});

it.each(["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1", "https://api.example"])("a custom upstream may be at %s", (baseUrl) => {
  expect(() => createRelay({ ...good, upstreams: { acme: { baseUrl, operations: [defineOperation("acme")] } } })).not.toThrow();
});

it("a custom upstream is asked with its own headers, called for every request, about its own operations alone", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, { renderId: "r1", status: "done" }));
  let calls = 0;
  const relay = createRelay({
    upstreams: { acme: { baseUrl: `${upstream.url}/base/`, headers: async () => ({ "x-api-key": `acme_secret_${(calls += 1)}` }), operations: [defineOperation("acme", fixedDelay(10))] } },
    authorize: () => true,
    onError: () => undefined,
  });
  const get = (path: string) => relay.handle(new Request(`https://app.example/api/longrun${path}`));
  expect((await get("/acme/v1/renders/r1")).status).toBe(200);
  expect((await get("/acme/v1/renders/r2")).status).not.toBe(404);
  expect((await get("/acme/v1/jobs/job_1")).status).toBe(404);
  expect(upstream.seen.map(({ url, headers }) => [url, headers["x-api-key"]])).toEqual([
    ["/base/v1/renders/r1", "acme_secret_1"],
    ["/base/v1/renders/r2", "acme_secret_2"],
  ]);
});

it("a custom upstream whose headers function fails is a 502 that sends nothing and says nothing of why", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, {}));
  const relay = createRelay({
    upstreams: { acme: { baseUrl: upstream.url, headers: () => Promise.reject(new Error("vault at 10.0.0.1 is sealed")), operations: [defineOperation("acme")] } },
    authorize: () => true,
    onError: () => undefined,
  });
  const response = await relay.handle(new Request("https://app.example/api/longrun/acme/v1/renders/r1"));
  const text = await response.text();
  expect([response.status, text.includes("HEADERS_FAILED"), text.includes("10.0.0.1")]).toEqual([502, true, false]);
  expect(upstream.seen).toEqual([]);
});
