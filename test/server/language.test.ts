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

describe("a poll URL that the provider handed out", () => {
  const poll = defineOperation({
    ...shared,
    name: "acme.poll",
    path: "/jobs/:url*",
    read: ({ status }) => ({ status }),
  });

  async function read(url: string, baseUrl = "https://api.acme.example/v2"): Promise<string[]> {
    const asked: string[] = [];
    const relay = createRelay({
      upstreams: { acme: { baseUrl, headers: { "x-api-key": "sk_secret_1" }, operations: [poll] } },
      authorize: () => true,
      fetch: async (input) => {
        asked.push(String(input));
        return Response.json({ status: "running" });
      },
    });
    const client = createLongrunClient({
      endpoints: { acme: { baseUrl: "http://localhost/api/longrun/acme" } },
      fetch: (input, init) => relay.handle(new Request(input as string, init)),
    });
    await client.read(poll, { url });
    return asked;
  }

  test("is followed, with its query", async () => {
    const url = "https://api.acme.example/v2/jobs/1/status?api-version=2024-11-15";
    await expect(read(url)).resolves.toEqual([url]);
  });

  test.each([
    "https://evil.example/v2/jobs/1",
    "https://api.acme.example.evil.example/v2/jobs/1",
    "https://api.acme.example:8443/v2/jobs/1",
    "https://api.acme.example/v2/users/1",
    "https://api.acme.example/v2/jobsx/1",
    "https://api.acme.example/v1/jobs/1",
    "https://user:pass@api.acme.example/v2/jobs/1",
    "https://api.acme.example/v2/jobs/../users/1",
    "https://api.acme.example/v2/jobs/%2e%2e/users/1",
    "HTTPS://api.acme.example/v2/jobs/1",
  ])("is refused where it is %s", async (url) => {
    await expect(read(url)).rejects.toMatchObject({ code: expect.stringMatching(/INVALID_ID|NOT_FOUND/) });
  });
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
