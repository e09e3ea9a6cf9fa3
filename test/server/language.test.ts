// Definitions of a stranger's API, served by a relay to the client, over real HTTP.
import type { ServerResponse } from "node:http";
import {
  createLongrunClient,
  defineAction,
  defineOperation,
  fixed,
  OperationError,
  type AnyOperation,
  type LongrunClient,
} from "longrun";
import { createRelay, toNodeListener, type RelayOptions } from "longrun/server";
import * as z from "zod/mini";
import { describe, expect, onTestFinished, test } from "vitest";
import { act } from "../../src/client/act";
import { serve, upstreamOf, type Seen, type Upstream } from "./upstream";

const shared = {
  endpoint: "acme",
  schema: z.looseObject({ status: z.string() }),
  statuses: { running: null, done: "success", failed: "failure" },
  cadence: fixed(2_000),
} as const;

type Authorize = RelayOptions["authorize"];

interface World {
  readonly upstream: Upstream;
  readonly client: LongrunClient;
  readonly relayUrl: string;
}

/** An upstream, a relay before it that serves the definitions, and a client of the relay. */
async function world(
  operations: readonly AnyOperation[],
  answer: (seen: Seen) => { readonly status?: number; readonly body: unknown },
  authorize: Authorize = () => true,
): Promise<World> {
  const upstream = await upstreamOf((seen, response: ServerResponse) => {
    const { status = 200, body } = answer(seen);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const relay = createRelay({
    upstreams: { acme: { baseUrl: upstream.url, headers: { "x-api-key": "sk_secret_1" }, operations } },
    authorize,
  });
  onTestFinished(() => relay.close());
  const { url } = await serve(toNodeListener(relay));
  const relayUrl = `${url}/api/longrun/acme`;
  return { upstream, relayUrl, client: createLongrunClient({ endpoints: { acme: { baseUrl: relayUrl } } }) };
}

describe("templates", () => {
  test("with a query travel whole, and two queries are two operations", async () => {
    const render = defineOperation({ ...shared, name: "acme.render", path: "/v1/renders/:id?team=:team&v=2" });
    const { upstream, client } = await world([render], ({ url }) => ({
      body: { id: "r_1", team: new URL(url, "http://a").searchParams.get("team"), status: "running" },
    }));
    await client.read(render, { id: "r_1", team: "t_1" });
    await client.read(render, { id: "r_1", team: "t_2" });
    await client.read(render, { id: "r_1", team: "t_1" });
    expect(upstream.seen.map(({ url }) => url)).toEqual([
      "/v1/renders/r_1?team=t_1&v=2",
      "/v1/renders/r_1?team=t_2&v=2",
    ]);
  });

  test("with ids of their own shape reach the upstream encoded, and authorize decoded", async () => {
    const repo = defineOperation({
      ...shared,
      name: "acme.run",
      path: "/repos/:repo/runs/:runId",
      ids: { repo: /^[\w.-]+\/[\w.-]+$/ },
    });
    const asked: unknown[] = [];
    const { upstream, client } = await world(
      [repo],
      () => ({ body: { status: "running" } }),
      ({ params }) => asked.push(params) > 0,
    );
    await client.read(repo, { repo: "vercel/next.js", runId: "1" });
    expect(upstream.seen[0]?.url).toBe("/repos/vercel%2Fnext.js/runs/1");
    expect(asked).toEqual([{ repo: "vercel/next.js", runId: "1" }]);
  });

  test.each([
    "/repos/..%2F..%2Fadmin/runs/1",
    "/repos/a%2F..%2Fb/runs/1",
    "/repos/%2e%2e/runs/1",
    "/repos/a%00b/runs/1",
    "/repos/%E0%A4%A/runs/1",
  ])("let %s reach nobody", async (path) => {
    const repo = defineOperation({
      ...shared,
      name: "acme.run",
      path: "/repos/:repo/runs/:runId",
      ids: { repo: /^[^?#]+$/ },
    });
    const { upstream, relayUrl } = await world([repo], () => ({ body: { status: "running" } }));
    const response = await fetch(relayUrl + path);
    expect([400, 404]).toContain(response.status);
    expect(upstream.seen).toEqual([]);
  });

  test("that end with a whole path serve names with slashes", async () => {
    const lro = defineOperation({
      ...shared,
      name: "acme.lro",
      path: "/v1beta/:name*",
      read: ({ status }) => ({ status }),
    });
    const { upstream, client } = await world([lro], () => ({ body: { status: "running" } }));
    await client.read(lro, { name: "models/veo-3/operations/abc" });
    expect(upstream.seen[0]?.url).toBe("/v1beta/models/veo-3/operations/abc");
  });
});

describe("two definitions", () => {
  const of = (name: string, path: string): AnyOperation => defineOperation({ ...shared, name, path });

  test.each([
    ["/graphql?id=:id", "/graphql?id=:other"],
    ["/r/:id", "/r/:id?team=:team"],
    ["/r/:id", "/r/:name*"],
    ["/r/:id?v=2&t=:t", "/r/:x?t=:y&v=2"],
  ])("of %s and %s, which one request may mean, are refused", (one, other) => {
    expect(() =>
      createRelay({
        upstreams: {
          acme: { baseUrl: "https://acme.example", headers: {}, operations: [of("a.one", one), of("a.two", other)] },
        },
        authorize: () => true,
      }),
    ).toThrow(/a request for a\.two .* could mean a\.one/);
  });

  test("of one name are refused", () => {
    const operations = [of("a.one", "/a/:id"), of("a.one", "/b/:id")];
    expect(() =>
      createRelay({
        upstreams: { acme: { baseUrl: "https://acme.example", headers: {}, operations } },
        authorize: () => true,
      }),
    ).toThrow(/two definitions of the name "a\.one"/);
  });

  test("of one path and other queries are told apart", async () => {
    const [job, rendering] = [of("a.job", "/graphql?job=:id"), of("a.render", "/graphql?render=:id")] as const;
    const { upstream, client } = await world([job, rendering], ({ url }) => ({ body: { status: "running", url } }));
    await client.read(rendering, { id: "1" });
    await client.read(job, { id: "1" });
    expect(upstream.seen.map(({ url }) => url)).toEqual(["/graphql?render=1", "/graphql?job=1"]);
  });
});

test("a definition that can't work is refused by the relay in production too", () => {
  const broken = { ...defineOperation({ ...shared, name: "acme.x", path: "/x/:id" }), ids: { id: /a/ } };
  expect(() =>
    createRelay({
      upstreams: { acme: { baseUrl: "https://acme.example", headers: {}, operations: [broken] } },
      authorize: () => true,
    }),
  ).toThrow(/ids\.id must be anchored/);
});

test("an action whose ids don't fit its operation is refused before it is done", async () => {
  const wide = defineOperation({
    ...shared,
    name: "acme.wide",
    path: "/am/:name",
    actions: { remove: defineAction({ method: "DELETE", path: "/am/:name*" }) },
  });
  const { upstream, relayUrl } = await world([wide], () => ({ body: {} }));
  const response = await fetch(`${relayUrl}/am/a/b`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-longrun-action": "remove" },
    body: "{}",
  });
  expect(response.ok).toBe(false);
  expect(upstream.seen).toEqual([]);
});

test("what authorize is given can't be changed by it", async () => {
  const plain = defineOperation({ ...shared, name: "acme.plain", path: "/p/:id" });
  const frozen: boolean[] = [];
  const { client } = await world(
    [plain],
    () => ({ body: { status: "running" } }),
    ({ params }) => frozen.push(Object.isFrozen(params)) > 0,
  );
  await client.read(plain, { id: "1" });
  expect(frozen).toEqual([true]);
});

describe("reads that are POSTs", () => {
  const bulk = defineOperation({
    ...shared,
    name: "acme.bulk",
    path: "/graphql.json?id=:id&v=3",
    ids: { id: /^gid:\/\/[\w/]+$/ },
    body: ({ id }) => ({ query: "query($id: ID!) { node(id: $id) { status } }", variables: { id } }),
    read: ({ status }) => ({ status }),
  });
  const params = { id: "gid://shopify/BulkOperation/1" };

  test("are a GET to the relay, and one POST to the upstream for all who ask", async () => {
    const { upstream, client, relayUrl } = await world([bulk], () => ({ body: { status: "running" } }));
    await Promise.all([client.read(bulk, params), client.read(bulk, params)]);
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]).toMatchObject({ method: "POST", url: "/graphql.json?v=3" });
    expect(upstream.seen[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(upstream.seen[0]?.body ?? "")).toMatchObject({ variables: params });
    const posted = await fetch(`${relayUrl}/graphql.json?id=x&v=3`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(posted.status).toBe(404);
  });

  test("are that POST where the endpoint is the service itself", async () => {
    const upstream = await upstreamOf((_, response) => response.end('{"status":"running"}'));
    const client = createLongrunClient({ endpoints: { acme: { baseUrl: upstream.url } } });
    await client.read(bulk, params);
    expect(upstream.seen[0]).toMatchObject({ method: "POST", url: "/graphql.json?v=3" });
  });
});

test("202 is a good answer to a read", async () => {
  const queue = defineOperation({ ...shared, name: "acme.queue", path: "/requests/:id/status" });
  const { client } = await world([queue], () => ({ status: 202, body: { id: "r_1", status: "running" } }));
  await expect(client.read(queue, { id: "r_1" })).resolves.toMatchObject({ status: "running", isTerminal: false });
});

describe("a definition's own actions", () => {
  const render = defineOperation({
    ...shared,
    name: "acme.render",
    path: "/v1/renders/:id",
    actions: {
      start: defineAction({ path: "/v1/renders", input: z.object({ scene: z.string() }), creates: true }),
      cancel: defineAction({ method: "DELETE", path: "/v1/renders/:id" }),
      rename: defineAction({
        method: "PATCH",
        path: "/v1/renders/:id",
        input: z.object({ title: z.string() }),
        body: ({ title }, { id }) => ({ render: { id, title } }),
      }),
    },
  });

  test("reach the upstream by their own methods and bodies, and the browser sends POSTs", async () => {
    const methods: string[] = [];
    const asked: unknown[] = [];
    const { upstream, client } = await world(
      [render],
      () => ({ body: { id: "r_1" } }),
      ({ action, input, request, params }) => {
        methods.push(request.method);
        return asked.push([action, params, input]) > 0;
      },
    );
    await act(client, render.actions.start, {}, { body: { scene: "s", admin: true }, idempotencyKey: "k_1" });
    await act(client, render.actions.cancel, { id: "r_1" });
    await act(client, render.actions.rename, { id: "r_1" }, { body: { title: "t" } });
    expect(upstream.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/v1/renders", '{"scene":"s"}'],
      ["DELETE", "/v1/renders/r_1", ""],
      ["PATCH", "/v1/renders/r_1", '{"render":{"id":"r_1","title":"t"}}'],
    ]);
    expect(upstream.seen[0]?.headers["idempotency-key"]).toBe("k_1");
    expect(methods).toEqual(["POST", "POST", "POST"]);
    expect(asked).toEqual([
      ["start", {}, { scene: "s" }],
      ["cancel", { id: "r_1" }, {}],
      ["rename", { id: "r_1" }, { title: "t" }],
    ]);
  });

  test("keep the ids' shape, and let nothing else through", async () => {
    const { upstream, relayUrl } = await world([render], () => ({ body: {} }));
    const send = async (path: string, headers: Record<string, string>, method = "POST"): Promise<number> =>
      (
        await fetch(relayUrl + path, {
          method,
          headers: { "content-type": "application/json", ...headers },
          body: "{}",
        })
      ).status;
    await expect(send("/v1/renders/r_1", {})).resolves.toBe(404);
    await expect(send("/v1/renders/r_1", { "x-longrun-action": "start" })).resolves.toBe(404);
    await expect(send("/v1/renders/r_1", { "x-longrun-action": "constructor" })).resolves.toBe(404);
    await expect(send("/v1/renders/r.1", { "x-longrun-action": "cancel" })).resolves.toBe(400);
    await expect(send("/v1/renders/r_1", {}, "DELETE")).resolves.toBe(404);
    await expect(
      send("/v1/renders/r_1", { "x-longrun-action": "cancel", origin: "https://evil.example" }),
    ).resolves.toBe(403);
    expect(upstream.seen).toEqual([]);
  });

  test("are refused where authorize refuses them, by name", async () => {
    const { upstream, client } = await world(
      [render],
      () => ({ body: {} }),
      ({ action }) => action !== "cancel",
    );
    const refused = await act(client, render.actions.cancel, { id: "r_1" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OperationError);
    expect(refused).toMatchObject({ code: "FORBIDDEN" });
    expect(upstream.seen).toEqual([]);
  });

  test("are sent as they are where the endpoint is the service itself", async () => {
    const upstream = await upstreamOf((_, response) => response.end("{}"));
    const client = createLongrunClient({ endpoints: { acme: { baseUrl: upstream.url } } });
    await act(client, render.actions.cancel, { id: "r_1" });
    expect(upstream.seen[0]).toMatchObject({ method: "DELETE", url: "/v1/renders/r_1" });
    expect(upstream.seen[0]?.headers["x-longrun-action"]).toBeUndefined();
  });
});
