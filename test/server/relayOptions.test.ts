import { defineOperation, fixedDelay } from "./customOperation";
import { createRelay, memoryStore, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkRelayOptions } from "../../src/server/options/checkRelayOptions";
import { Secrets } from "../../src/server/secrets/Secrets";
import { json, KEY, upstreamOf } from "./upstream";

const good: RelayOptions = { upstreams: { layers: { apiKey: KEY } }, authorize: () => true };

/** A custom upstream that works, but for what is `more`. */
const acme = (more: object = {}) => ({
  acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")], ...more },
});
const at = (baseUrl: unknown) => ({ ...good, upstreams: acme({ baseUrl }) });
const checkedWith = (options: object) => {
  const secrets = new Secrets();
  return { secrets, ...checkRelayOptions({ ...good, ...options } as RelayOptions, secrets) };
};

describe("options that can't work are refused at the start", () => {
  it.each<[string, unknown, RegExp]>([
    ["none at all", undefined, /pass \{ upstreams, authorize \}/],
    ["no authorize", { upstreams: good.upstreams }, /authorize is required: .* no default that lets people in/],
    ["authorize misspelt", { upstreams: good.upstreams, authorise: () => true }, /no option "authorise"/],
    ["no upstreams", { authorize: () => true }, /upstreams is required/],
    ["empty upstreams", { authorize: () => true, upstreams: { layers: undefined } }, /upstreams is empty/],
    [
      "an empty key",
      { ...good, upstreams: { layers: { apiKey: "" } } },
      /upstreams\.layers\.apiKey is empty.*environment variable/,
    ],
    ["a missing key", { ...good, upstreams: { tuco: { apiKey: undefined } } }, /upstreams\.tuco\.apiKey is empty/],
    ["a key with a line break", { ...good, upstreams: { layers: { apiKey: `${KEY}\n` } } }, /white space/],
    [
      "a relative URL",
      { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "/v1" } } },
      /upstreams\.layers\.baseUrl must be an absolute URL/,
    ],
    ["an ftp URL", { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "ftp://x.example" } } }, /https/],
    [
      "a key over plain http",
      { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "http://api.example" } } },
      /without https/,
    ],
    [
      "a custom upstream over plain http",
      { ...good, upstreams: { acme: { baseUrl: "http://api.example", operations: [defineOperation("acme")] } } },
      /upstreams\.acme\.baseUrl is http:.*without https/,
    ],
    [
      "an option with another case",
      { ...good, upstreams: { layers: { apiKey: KEY, webHookSecret: "x" } } },
      /no option "upstreams\.layers\.webHookSecret"\. Did you mean "upstreams\.layers\.webhookSecret"\?/,
    ],
    [
      "an option of a custom upstream misspelt",
      { ...good, upstreams: { acme: { baseURL: "https://x.example", operations: [defineOperation("acme")] } } },
      /"upstreams\.acme\.baseURL"\. Did you mean "upstreams\.acme\.baseUrl"\?/,
    ],
    ["an option that nothing is like", { ...good, retries: 3 }, /no option "retries"\. Options: /],
    [
      "a cache's option misspelt",
      { ...good, cache: { maxEntrys: 5 } },
      /"cache\.maxEntrys"\. Did you mean "cache\.maxEntries"\?/,
    ],
    [
      "a push's option misspelt",
      { ...good, push: { heartBeatMs: 5 } },
      /"push\.heartBeatMs"\. Did you mean "push\.heartbeatMs"\?/,
    ],
    ["a timeout that no timer holds", { ...good, timeoutMs: 2 ** 33 }, /timeoutMs must be at most 2147483647/],
    [
      "public headers that are none",
      {
        ...good,
        upstreams: {
          acme: { baseUrl: "https://x.example", publicHeaders: "x", operations: [defineOperation("acme")] },
        },
      },
      /publicHeaders must be a list/,
    ],
    [
      "a password in a URL",
      { ...good, upstreams: { layers: { apiKey: KEY, baseUrl: "https://a:b@api.example" } } },
      /user name/,
    ],
    ["a base path without a slash", { ...good, basePath: "api" }, /basePath must start with/],
    ["a base path with one too many", { ...good, basePath: "/api/" }, /basePath must start with/],
    ["a timeout of nothing", { ...good, timeoutMs: 0 }, /timeoutMs/],
    [
      "a name that is a path",
      { ...good, upstreams: { "a/b": { baseUrl: "https://x.example", operations: [] } } },
      /"a\/b" must be letters/,
    ],
    [
      "a name of the relay's own",
      { ...good, upstreams: { events: { baseUrl: "https://x.example", operations: [] } } },
      /taken/,
    ],
    [
      "a custom upstream without operations",
      { ...good, upstreams: { acme: { baseUrl: "https://x.example", operations: [] } } },
      /at least one definition/,
    ],
    [
      "an operation of another endpoint",
      { ...good, upstreams: { other: { baseUrl: "https://x.example", operations: [defineOperation("acme")] } } },
      /has the endpoint "acme"/,
    ],
    [
      "a custom upstream with an apiKey",
      {
        ...good,
        upstreams: { acme: { apiKey: KEY, baseUrl: "https://x.example", operations: [defineOperation("acme")] } },
      },
      /only layers and tuco/,
    ],
    [
      "a limit of nothing",
      { ...good, upstreams: { layers: { apiKey: KEY, readsPerMinute: 0 } } },
      /upstreams\.layers\.readsPerMinute/,
    ],
    [
      "an empty webhook secret",
      { ...good, upstreams: { layers: { apiKey: KEY, webhookSecret: "" } } },
      /upstreams\.layers\.webhookSecret is empty/,
    ],
    [
      "a webhook secret of a service that posts none",
      { ...good, upstreams: { tuco: { apiKey: KEY, webhookSecret: "x" } } },
      /only layers posts webhooks/,
    ],
    [
      "a store that is none",
      { ...good, store: new Map() },
      /store must be what memoryStore\(\) or redisStore\(client\) returns/,
    ],
    ["a cache of nothing", { ...good, cache: { maxEntries: 0 } }, /cache\.maxEntries/],
    ["no time to be stale in", { ...good, staleForMs: -1 }, /staleForMs/],
    ["no room for a watch", { ...good, push: { maxWatches: Number.NaN } }, /push\.maxWatches/],
    ["a visitorOf that is no function", { ...good, visitorOf: "ip" }, /visitorOf must be a function/],
    [
      "an option of push that there is none of",
      { ...good, push: { visitorOf: () => null } },
      /no option "push\.visitorOf"\. Options: maxStreams, /,
    ],
    ["an onSettled that is no function", { ...good, onSettled: true }, /onSettled must be a function/],
    [
      "headers that no header can be",
      {
        ...good,
        upstreams: {
          acme: {
            headers: { authorization: `${KEY}\n${KEY}` },
            baseUrl: "https://x.example",
            operations: [defineOperation("acme")],
          },
        },
      },
      /no header can carry/,
    ],
    ["a function for options", () => true, /pass \{ upstreams, authorize \}/],
    ["an upstream that is a text", { ...good, upstreams: { layers: KEY } }, /upstreams\.layers must be an object\.$/],
    [
      "upstreams that are a text",
      { ...good, upstreams: "layers" },
      /upstreams is required, such as \{ layers: \{ apiKey/,
    ],
    [
      "a name of Object's own, without a definition",
      { ...good, upstreams: { constructor: { apiKey: KEY } } },
      /upstreams\.constructor: only layers and tuco/,
    ],
    [
      "a name that ends in a dash",
      { ...good, upstreams: { "acme-": acme().acme } },
      /letters and digits, parted by "_" or "-"/,
    ],
    ["a name that starts with a dash", { ...good, upstreams: { "-acme": acme().acme } }, /letters and digits/],
    ["a name with two dashes in a row", { ...good, upstreams: { "ac--me": acme().acme } }, /letters and digits/],
    [
      "the name of the route for webhooks",
      { ...good, upstreams: { webhooks: acme().acme } },
      /upstreams\.webhooks: the name is taken by one of the relay's own routes/,
    ],
    ["a key that is a number", { ...good, upstreams: { layers: { apiKey: 7 } } }, /upstreams\.layers\.apiKey is empty/],
    [
      "a key with a space before it",
      { ...good, upstreams: { layers: { apiKey: ` ${KEY}` } } },
      /Was it pasted with a line break/,
    ],
    [
      "a key with a letter that no header has",
      { ...good, upstreams: { layers: { apiKey: `${KEY}ä` } } },
      /Was it pasted with a line break/,
    ],
    [
      "headers that are a text",
      { ...good, upstreams: acme({ headers: KEY }) },
      /upstreams\.acme\.headers must be headers or a function that returns them/,
    ],
    [
      "operations that are no list",
      { ...good, upstreams: acme({ operations: defineOperation("acme") }) },
      /upstreams\.acme\.operations must list at least one definition/,
    ],
    [
      "an operation without a path",
      { ...good, upstreams: acme({ operations: [{ params: [], endpoint: "acme" }] }) },
      /upstreams\.acme\.operations must hold what defineOperation returns/,
    ],
    [
      "an operation without params",
      { ...good, upstreams: acme({ operations: [{ path: "/x", endpoint: "acme" }] }) },
      /operations must hold what defineOperation returns/,
    ],
    [
      "no operation in the list of them",
      { ...good, upstreams: acme({ operations: [undefined] }) },
      /operations must hold what defineOperation returns/,
    ],
    [
      "public headers that are no names",
      { ...good, upstreams: acme({ publicHeaders: ["x", 7] }) },
      /upstreams\.acme\.publicHeaders must be a list of names of headers/,
    ],
    [
      "an account beside headers that stay the same",
      { ...good, upstreams: acme({ headers: {}, account: "a" }) },
      /upstreams\.acme\.account names the key that a headers function sends/,
    ],
    [
      "an empty account",
      { ...good, upstreams: acme({ headers: () => ({}), account: "" }) },
      /upstreams\.acme\.account must be a name of 1–256 characters/,
    ],
    [
      "an account that is a number",
      { ...good, upstreams: acme({ headers: () => ({}), account: 7 }) },
      /account must be a name/,
    ],
    [
      "an account that is too long",
      { ...good, upstreams: acme({ headers: () => ({}), account: "x".repeat(257) }) },
      /account must be a name/,
    ],
    [
      "a headers function on a store, without an account",
      { ...good, store: memoryStore(), upstreams: acme({ headers: () => ({}) }) },
      /upstreams\.acme\.headers is a function, so relays on one store/,
    ],
    [
      "a webhook secret that is a number",
      { ...good, upstreams: { layers: { apiKey: KEY, webhookSecret: 7 } } },
      /webhookSecret is empty/,
    ],
    [
      "a limit of a custom upstream that is a text",
      { ...good, upstreams: acme({ readsPerMinute: "60" }) },
      /createRelay: upstreams\.acme\.readsPerMinute must be a number of 1 or more\.$/,
    ],
    [
      "a limit without end",
      { ...good, upstreams: acme({ readsPerMinute: 2 ** 40 }) },
      /readsPerMinute must be a number/,
    ],
    ["a user name alone in a URL", at("https://a@acme.example"), /upstreams\.acme\.baseUrl must not hold a user name/],
    ["a password alone in a URL", at("https://:b@acme.example"), /must not hold a user name or a password/],
    [
      "a query in a URL",
      at("https://acme.example/?a=1"),
      /upstreams\.acme\.baseUrl must have no query and no fragment/,
    ],
    ["a fragment in a URL", at("https://acme.example/#a"), /must have no query and no fragment/],
    [
      "a URL that is an object",
      at(new URL("https://acme.example")),
      /must be an absolute URL, such as "https:\/\/api\.example\.com"/,
    ],
    ["a host that starts as localhost does", at("http://localhost.evil.example"), /without https/],
    ["a host that ends as localhost does", at("http://evil-localhost"), /without https/],
    ["a host that starts as this machine's address does", at("http://127.0.0.1.evil.example"), /without https/],
    ["a host that holds this machine's address", at("http://x127.0.0.1.example"), /without https/],
    ["another machine's address", at("http://10.0.0.1"), /without https/],
    ["a webpage's own scheme", at("file:///etc"), /must be an https: URL/],
    [
      "a base path that climbs",
      { ...good, basePath: "/api/../x" },
      /basePath must start with "\/", without a trailing slash/,
    ],
    ["a base path that ends climbing", { ...good, basePath: "/api/.." }, /basePath must start with/],
    ["a base path that stands still", { ...good, basePath: "/./api" }, /basePath must start with/],
    ["a base path with a query", { ...good, basePath: "/api?x" }, /basePath must start with/],
    ["a base path behind a host", { ...good, basePath: "x/api" }, /basePath must start with/],
    ["a base path that is no text", { ...good, basePath: ["/api"] }, /basePath must start with/],
    [
      "a time to be stale that is a text",
      { ...good, staleForMs: "5" },
      /staleForMs must be a number of milliseconds of 0 or more/,
    ],
    [
      "a time to be stale that is no number",
      { ...good, staleForMs: Number.NaN },
      /staleForMs must be a number of milliseconds/,
    ],
    ["an onError that is no function", { ...good, onError: "log" }, /onError must be a function/],
    ["a fetch that is no function", { ...good, fetch: {} }, /fetch must be a function/],
    ["a clock that is no function", { ...good, now: 0 }, /now must be a function/],
    ["an authorize that is no function", { ...good, authorize: true }, /authorize is required/],
    ["no bytes of a request", { ...good, maxRequestBytes: 0 }, /maxRequestBytes must be a number of 1 or more/],
    ["no bytes of a response", { ...good, maxResponseBytes: 0 }, /maxResponseBytes must be a number of 1 or more/],
    ["no bytes of a cache", { ...good, cache: { maxBytes: 0 } }, /cache\.maxBytes must be a number of 1 or more/],
    ["no streams", { ...good, push: { maxStreams: 0 } }, /push\.maxStreams must be/],
    ["no streams of a visitor", { ...good, push: { maxStreamsPerVisitor: 0 } }, /push\.maxStreamsPerVisitor must be/],
    [
      "a heartbeat that no timer holds",
      { ...good, push: { heartbeatMs: 2 ** 31 } },
      /push\.heartbeatMs must be at most 2147483647/,
    ],
    [
      "an age that no timer holds",
      { ...good, push: { maxAgeMs: 2 ** 31 } },
      /push\.maxAgeMs must be at most 2147483647/,
    ],
    ...["get", "set", "swap", "publish", "subscribe"].map((name): [string, unknown, RegExp] => [
      `a store without ${name}`,
      { ...good, store: { ...memoryStore(), [name]: undefined } },
      /store must be what memoryStore/,
    ]),
  ])("%s is refused", (_, options, message) => {
    expect(() => createRelay(options as RelayOptions)).toThrow(message);
    try {
      createRelay(options as RelayOptions);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toMatch(/^TypeError: createRelay: /);
      expect(String(error)).not.toContain(KEY);
    }
  });
});

describe("options at the edge of what works are taken", () => {
  it.each<[string, object]>([
    [
      "the longest that a timer holds",
      { timeoutMs: 2 ** 31 - 1, push: { heartbeatMs: 2 ** 31 - 1, maxAgeMs: 2 ** 31 - 1 } },
    ],
    [
      "one of each",
      {
        timeoutMs: 1,
        maxRequestBytes: 1,
        maxResponseBytes: 1,
        cache: { maxEntries: 1, maxBytes: 1 },
        push: { maxStreams: 1, maxStreamsPerVisitor: 1, maxWatches: 1, heartbeatMs: 1, maxAgeMs: 1 },
      },
    ],
    ["no time to be stale in", { staleForMs: 0 }],
    ["a base path of nothing", { basePath: "" }],
    ["a base path of several", { basePath: "/api/v1.2/long_run~x/..x/x." }],
    [
      "functions of one's own",
      {
        visitorOf: () => null,
        onSettled: () => undefined,
        onError: () => undefined,
        fetch: globalThis.fetch,
        now: Date.now,
      },
    ],
    ["a store", { store: memoryStore() }],
    [
      "an account on a store",
      { store: memoryStore(), upstreams: acme({ headers: () => ({}), account: "x".repeat(256) }) },
    ],
    ["an account without a store", { upstreams: acme({ headers: () => ({}), account: "a" }) }],
    ["a headers function without a store", { upstreams: acme({ headers: () => ({}) }) }],
    ["headers on a store, without an account", { store: memoryStore(), upstreams: acme({ headers: {} }) }],
    ["no headers at all, on a store", { store: memoryStore(), upstreams: acme() }],
    [
      "a name of two words",
      { upstreams: { "My_acme-2": { baseUrl: "https://x.example", operations: [defineOperation("My_acme-2")] } } },
    ],
    [
      "a limit of one read, and the largest",
      { upstreams: { ...acme({ readsPerMinute: 1 }), tuco: { apiKey: KEY, readsPerMinute: 2 ** 40 - 1 } } },
    ],
  ])("%s is taken", (_, options) => {
    expect(() => checkedWith(options)).not.toThrow();
  });
});

describe("an upstream that was found good", () => {
  it("is at its documented address, with its key as bearer, its operations and its actions", async () => {
    const { upstreams, basePath, secrets } = checkedWith({
      upstreams: {
        layers: { apiKey: KEY, webhookSecret: "whsec_1", readsPerMinute: 60 },
        tuco: { apiKey: "tuco_key_1" },
      },
    });
    expect(basePath).toBe("/api/longrun");
    expect(
      upstreams.map(({ name, baseUrl, readsPerMinute, webhookSecret }) => [
        name,
        baseUrl,
        readsPerMinute,
        webhookSecret,
      ]),
    ).toEqual([
      ["layers", "https://api.layers.com", 60, "whsec_1"],
      ["tuco", "https://app.tuco.ai", undefined, null],
    ]);
    expect(
      await Promise.all(upstreams.map(async (upstream) => (await upstream.headers()).get("authorization"))),
    ).toEqual([`Bearer ${KEY}`, "Bearer tuco_key_1"]);
    expect(upstreams.map(({ secretsIn }) => secretsIn(new Headers({ authorization: KEY })))).toEqual([[], []]);
    for (const { name, operations, actions } of upstreams) {
      expect(
        new Set([...operations, ...actions.map(({ operation }) => operation)].map(({ endpoint }) => endpoint)),
      ).toEqual(new Set([name]));
      expect(actions).not.toEqual([]);
    }
    expect([KEY, "whsec_1", "tuco_key_1", "whsec_2"].map((value) => secrets.isIn(`"${value}"`))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("of one's own has its own address, operations and headers, and no action", async () => {
    const operation = defineOperation("acme");
    const { upstreams, secrets } = checkedWith({
      upstreams: acme({
        baseUrl: "https://acme.example/v1//",
        operations: [operation],
        headers: { "x-key": "acme_key_1", "X-Team": "team_of_mine" },
        publicHeaders: ["X-TEAM"],
        readsPerMinute: 5,
      }),
    });
    const [upstream] = upstreams;
    expect(upstream).toMatchObject({
      name: "acme",
      baseUrl: "https://acme.example/v1",
      readsPerMinute: 5,
      webhookSecret: null,
      operations: [operation],
      actions: [],
    });
    expect([...((await upstream?.headers()) ?? [])]).toEqual([
      ["x-key", "acme_key_1"],
      ["x-team", "team_of_mine"],
    ]);
    expect(upstream?.secretsIn(new Headers({ "x-key": "acme_key_1" }))).toEqual([]);
    expect([secrets.isIn("acme_key_1"), secrets.isIn("team_of_mine")]).toEqual([true, false]);
  });

  it("whose headers are made each time has its secrets looked for each time", async () => {
    const { upstreams, secrets } = checkedWith({
      upstreams: acme({ headers: () => ({ "x-key": "acme_key_2" }), publicHeaders: ["x-team"] }),
    });
    const [upstream] = upstreams;
    expect((await upstream?.headers())?.get("x-key")).toBe("acme_key_2");
    expect(upstream?.secretsIn(new Headers({ "x-key": "acme_key_2", "x-team": "team_of_mine" }))).toEqual([
      "acme_key_2",
    ]);
    expect(secrets.size).toBe(0);
  });

  it("shares a store with those of the same account alone", async () => {
    const of = async (more: object): Promise<string | undefined> =>
      checkedWith({ upstreams: acme(more) }).upstreams[0]?.fingerprint;
    const headers = () => ({});
    const all = await Promise.all([
      of({ headers, account: "a" }),
      of({ headers, account: "b" }),
      of({ headers, account: "a", baseUrl: "https://other.example" }),
      of({ headers: { "x-key": "1" } }),
      of({ headers: { "x-key": "2" } }),
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(await of({ headers, account: "a" })).toBe(all[0]);
    expect(await of({ headers: new Headers({ "X-Key": "1" }) })).toBe(all[3]);
  });
});

it.each(["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1", "https://api.example"])(
  "a custom upstream may be at %s",
  (baseUrl) => {
    expect(() =>
      createRelay({ ...good, upstreams: { acme: { baseUrl, operations: [defineOperation("acme")] } } }),
    ).not.toThrow();
  },
);

it("a custom upstream is asked with its own headers, called for every request, about its own operations alone", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, { renderId: "r1", status: "done" }));
  let calls = 0;
  const relay = createRelay({
    upstreams: {
      acme: {
        baseUrl: `${upstream.url}/base/`,
        headers: async () => ({ "x-api-key": `acme_secret_${(calls += 1)}` }),
        operations: [defineOperation("acme", fixedDelay(10))],
      },
    },
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

describe("a custom upstream whose headers function gives a value with a line break in it", () => {
  const key = "acme_first\nacme_second";
  it.each<[string, () => HeadersInit, string]>([
    [
      "that it returns",
      () => ({ accept: "a/b", "x-api-key": key }),
      'a value for "x-api-key" that no header can carry',
    ],
    ["that it lists", () => [["x-api-key", key]], 'a value for "x-api-key" that no header can carry'],
    ["in the place of a name", () => ({ [key]: "1" }), "something that can't be sent as headers"],
    ["on which it fails itself", () => new Headers({ "x-api-key": key }), "a header can't be sent"],
  ])("%s is told what is wrong, without the value", async (_, headers, why) => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    onTestFinished(() => logged.mockRestore());
    const relay = createRelay({
      upstreams: { acme: { baseUrl: "https://acme.example", headers, operations: [defineOperation("acme")] } },
      authorize: () => true,
    });
    const response = await relay.handle(new Request("https://app.example/api/longrun/acme/v1/renders/r1"));
    const told = logged.mock.calls.join("") + (await response.text());
    expect([response.status, told]).toEqual([502, expect.stringContaining(why)]);
    expect(told).not.toMatch(/acme_(first|second)/);
  });
});

it("a custom upstream whose headers function fails is a 502 that sends nothing and says nothing of why", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, {}));
  const relay = createRelay({
    upstreams: {
      acme: {
        baseUrl: upstream.url,
        headers: () => Promise.reject(new Error("vault at 10.0.0.1 is sealed")),
        operations: [defineOperation("acme")],
      },
    },
    authorize: () => true,
    onError: () => undefined,
  });
  const response = await relay.handle(new Request("https://app.example/api/longrun/acme/v1/renders/r1"));
  const text = await response.text();
  expect([response.status, text.includes("HEADERS_FAILED"), text.includes("10.0.0.1")]).toEqual([502, true, false]);
  expect(upstream.seen).toEqual([]);
});
