// What stands at /api/longrun where nobody mounted a relay, and how it is told from the relay itself.
import { createLongrunClient, jobOperation, OperationError, waitFor } from "longrun";
import { createRelay } from "longrun/server";
import { createSimulator } from "longrun/testing";
import { describe, expect, test, vi } from "vitest";
import { fakeFetch, jobAnswer, rejectionOf } from "../fakeFetch";

const JOB = { jobId: "job_1" };
const page = (status: number): Response =>
  new Response("<!doctype html><title>App</title>", { status, headers: { "content-type": "text/html" } });
const json = (status: number, body: object): Response => Response.json(body, { status });

const reading = (answer: () => Response, endpoints = {}) =>
  createLongrunClient({ fetch: fakeFetch(answer).fetch, endpoints }).read(jobOperation, JOB);

describe("no relay is told from a job that is not there", () => {
  test.each([
    ["Next's and Express' page", () => page(404)],
    ["the empty 404 of Vite", () => new Response(null, { status: 404 })],
    ["a line of text, as Hono and Koa send it", () => new Response("404 Not Found", { status: 404 })],
    [
      "Fastify's and Nest's JSON",
      () => json(404, { message: "Route GET:/api not found", error: "Not Found", statusCode: 404 }),
    ],
    ["Spring's JSON", () => json(404, { timestamp: 1, status: 404, error: "Not Found", path: "/api" })],
    ["FastAPI's JSON", () => json(404, { detail: "Not Found" })],
    ["the page that a single-page app has for any path", () => page(200)],
    ["a file server's 405", () => new Response(null, { status: 405 })],
  ])("by %s", async (_, answer) => {
    const error = await rejectionOf(reading(answer));
    expect(error).toBeInstanceOf(OperationError);
    expect(error).toMatchObject({
      code: "RELAY_NOT_FOUND",
      retryable: false,
      operation: "layers.job",
      httpStatus: answer().status,
    });
    expect((error as OperationError).message).toContain(
      "layers.job: nothing answers at /api/longrun/layers; is the relay mounted there?",
    );
    expect((error as OperationError).message).toContain("createLongrunClient({ endpoints })");
  });

  test.each([
    ["Layers' error", () => json(404, { error: { code: "NOT_FOUND", message: "Unknown jobId." } }), "NOT_FOUND"],
    ["Tuco's error", () => json(404, { error: "Not found" }), "NOT_FOUND"],
    [
      "any JSON with the relay's X-Request-Id",
      () => Response.json({ detail: "No." }, { status: 404, headers: { "x-request-id": "req_1" } }),
      "NOT_FOUND",
    ],
    ["a server in trouble", () => page(502), "SERVER_ERROR"],
    ["a sign-in page of a proxy", () => page(401), "UNAUTHENTICATED"],
    [
      "JSON that breaks off",
      () => new Response('{"jobId":', { headers: { "content-type": "application/json" } }),
      "INVALID_RESPONSE",
    ],
  ])("but not by %s", async (_, answer, code) => {
    expect(await rejectionOf(reading(answer))).toMatchObject({ code });
  });

  test("only where nobody said that something else answers", async () => {
    expect(await rejectionOf(reading(() => page(404), { layers: { baseUrl: "/my/own" } }))).toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await rejectionOf(reading(() => page(200), { layers: { baseUrl: "/my/own" } }))).toMatchObject({
      code: "INVALID_RESPONSE",
    });
  });
});

describe("a server that fails before the relay has answered", () => {
  const doubt = (status: number) =>
    `What answers is not the relay: HTTP ${status} without its error shape. Is the relay running (npx longrun dev, your server), and does the proxy point at it?`;

  test.each([
    ["Vite's proxy, whose target is not there", 502, () => new Response(null, { status: 502 })],
    ["Next's rewrite", 500, () => new Response("Internal Server Error", { status: 500 })],
    ["a page", 503, () => page(503)],
  ])("is doubted to be the relay, and asked again: %s", async (_, status, answer) => {
    const error = await rejectionOf(reading(answer));
    expect(error).toMatchObject({
      code: "SERVER_ERROR",
      retryable: true,
      httpStatus: status,
      message: expect.stringContaining(doubt(status)) as unknown,
    });
  });

  test.each([
    ["with the relay's X-Request-Id", () => new Response(null, { status: 502, headers: { "x-request-id": "req_1" } })],
    ["in the relay's shape", () => json(500, { error: { code: "SERVER_ERROR", message: "The relay failed." } })],
    ["with what may pass below 500", () => new Response(null, { status: 429 })],
  ])("is not doubted %s", async (_, answer) => {
    expect(String(await rejectionOf(reading(answer)))).not.toContain("What answers is not the relay");
  });

  test("is not doubted where somebody said what answers there, nor once the relay has answered", async () => {
    expect(String(await rejectionOf(reading(() => page(502), { layers: { baseUrl: "/my/own" } })))).not.toContain(
      "is not the relay",
    );
    const fake = fakeFetch((_, index) => (index === 0 ? jobAnswer() : page(502)));
    const client = createLongrunClient({ fetch: fake.fetch });
    await client.read(jobOperation, JOB, { gapMs: 0 });
    expect(String(await rejectionOf(client.read(jobOperation, { jobId: "job_2" }, { gapMs: 0 })))).not.toContain(
      "is not the relay",
    );
  });
});

test("where the relay has answered before, a page in its place is a deploy, and is lived through", async () => {
  vi.useFakeTimers();
  const fake = fakeFetch(
    (_, index) => [jobAnswer(), page(404), page(200), jobAnswer({ status: "completed" })][index] as Response,
  );
  const client = createLongrunClient({ fetch: fake.fetch });
  const read = () => client.read(jobOperation, JOB, { gapMs: 0 });
  expect(await read()).toMatchObject({ status: "running" });
  expect(await rejectionOf(read())).toMatchObject({ code: "RELAY_NOT_FOUND", retryable: true });
  const waiting = waitFor(jobOperation, JOB, { client });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await waiting).toMatchObject({ status: "completed" });
  expect(fake.sent).toHaveLength(4);
  vi.useRealTimers();
});

test("a stand-in for fetch in somebody's test needs no more than get of its headers", async () => {
  const answer = { ok: true, status: 200, headers: { get: () => "application/json" }, json: () => jobAnswer().json() };
  const client = createLongrunClient({ fetch: () => Promise.resolve(answer as unknown as Response) });
  expect(await client.read(jobOperation, { jobId: "job_1" })).toMatchObject({ status: "running" });
});

describe("of the relay itself", () => {
  const simulator = createSimulator({ seed: 1 });
  const clientOf = (options: Partial<Parameters<typeof createRelay>[0]>) => {
    const relay = createRelay({
      upstreams: { layers: { apiKey: simulator.layers.apiKey } },
      authorize: () => true,
      fetch: simulator.fetch,
      onError: () => undefined,
      ...options,
    });
    return createLongrunClient({
      fetch: (url, init) => relay.handle(new Request(new URL(String(url), "http://localhost"), init)),
    });
  };

  test("a call that it does not let through is no missing job", async () => {
    const error = await rejectionOf(clientOf({ basePath: "/jobs-api" }).read(jobOperation, JOB));
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining(
        "The relay lets no such call through: name the definition in its upstreams",
      ) as unknown,
    });
  });

  test("an endpoint that it has no upstream for is named, and what to add", async () => {
    const error = await rejectionOf(
      clientOf({ upstreams: { tuco: { apiKey: simulator.tuco.apiKey } } }).read(jobOperation, JOB),
    );
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining(
        "The relay has no upstream of this name: add layers: { apiKey } to its upstreams",
      ) as unknown,
    });
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no session store");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no session store"))],
  ])("an authorize that %s is looked for in the relay's log", async (_, authorize) => {
    const error = await rejectionOf(clientOf({ authorize }).read(jobOperation, JOB));
    expect(error).toMatchObject({
      code: "SERVER_ERROR",
      retryable: true,
      message:
        "layers.job: HTTP 500 SERVER_ERROR. The relay failed, or its authorize threw: see its log. It will be asked again.",
    });
  });

  test.each([
    [401, "does not know the relay's key"],
    [403, "does not allow this with the relay's key"],
  ])("its key refused with %i is told in its own words", async (status, why) => {
    const client = clientOf({
      fetch: async () => Response.json({ error: { code: "NO", message: "secret" } }, { status }),
    });
    expect(await rejectionOf(client.read(jobOperation, JOB))).toMatchObject({
      code: "RELAY_KEY_REFUSED",
      message: `layers.job: HTTP 502 RELAY_KEY_REFUSED. The upstream ${why}. Signing in again won't help: whoever runs the relay has to check its key and the key's scopes.`,
    });
  });

  test("a job that is not there is one", async () => {
    expect(await rejectionOf(clientOf({}).read(jobOperation, { jobId: "job_none" }))).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("Check the id") as unknown,
    });
  });
});

describe("an id of another kind", () => {
  test("is told by the look of it", async () => {
    const client = createLongrunClient({
      fetch: async () => Response.json({ error: { code: "NOT_FOUND" } }, { status: 404 }),
    });
    expect(await rejectionOf(client.read(jobOperation, { jobId: "6a09279daa903300e2530b0f" }))).toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("The jobId looks like the id of a line request, not of a job.") as unknown,
    });
    expect(String(await rejectionOf(client.read(jobOperation, { jobId: "job_1" })))).not.toContain("looks like");
    expect(String(await rejectionOf(client.read(jobOperation, { jobId: "my-own-id" })))).not.toContain("looks like");
  });
});

describe("a fetch with a mistake in it is no network", () => {
  const failing = (cause: unknown) =>
    createLongrunClient({ fetch: () => Promise.reject(cause) }).read(jobOperation, JOB);

  test.each([
    [new ReferenceError("Request is not defined"), false, "(Request is not defined)"],
    [new ReferenceError("Can't find variable: Request"), false, "(Can't find variable: Request)"],
    [new TypeError("getToken is not a function"), true, "(getToken is not a function)"],
    [
      new TypeError("Cannot read properties of undefined (reading 'token')"),
      true,
      "has a mistake in it; the network is not to blame",
    ],
    [
      new TypeError("undefined is not an object (evaluating 'session.token')"),
      true,
      "has a mistake in it; the network is not to blame",
    ],
  ])("%s", async (cause, retryable, said) => {
    expect(await rejectionOf(failing(cause))).toMatchObject({
      code: "FETCH_FAILED",
      retryable,
      cause,
      message: expect.stringContaining(said) as unknown,
    });
  });

  test("nor is one that is not there, or gives no Response", async () => {
    expect(await rejectionOf(createLongrunClient({ fetch: "fetch" as never }).read(jobOperation, JOB))).toMatchObject({
      code: "FETCH_FAILED",
      retryable: false,
    });
    for (const answer of [undefined, { json: async () => ({}) }]) {
      expect(
        await rejectionOf(createLongrunClient({ fetch: async () => answer as never }).read(jobOperation, JOB)),
      ).toMatchObject({ code: "FETCH_FAILED" });
    }
  });

  test.each([
    "Failed to fetch",
    "NetworkError when attempting to fetch resource.",
    "Load failed",
    "fetch failed",
    "Network request failed",
    "terminated",
    "network error",
  ])("what a browser says of its network is: %s", async (said) => {
    expect(await rejectionOf(failing(new TypeError(said)))).toMatchObject({ code: "NETWORK", retryable: true });
  });

  test("nothing that may be a header stands in the message", async () => {
    const error = await rejectionOf(failing(new TypeError("Bearer sk_secret is not a valid header value")));
    expect((error as Error).message).not.toContain("sk_secret");
  });
});

describe.each([
  [
    "where there is no process, as in a worker or a browser without a bundler",
    () => vi.stubGlobal("process", undefined),
  ],
  ["in a production build", () => vi.stubEnv("NODE_ENV", "production")],
])("%s", (_, pretend) => {
  test.each([
    ["RELAY_NOT_FOUND", () => page(404)],
    ["RELAY_KEY_REFUSED", () => json(502, { error: { code: "RELAY_KEY_REFUSED", details: { upstreamStatus: 401 } } })],
    ["NOT_FOUND", () => json(404, { error: { code: "NOT_FOUND" } })],
    ["NOT_FOUND", () => json(404, { error: { code: "NOT_FOUND", details: { subcode: "NO_SUCH_UPSTREAM" } } })],
    ["SERVER_ERROR", () => new Response(null, { status: 502 })],
    ["SERVER_ERROR", () => json(500, { error: { code: "SERVER_ERROR", details: { subcode: "RELAY_FAILED" } } })],
    [
      "FETCH_FAILED",
      () => {
        throw new ReferenceError("Request is not defined");
      },
    ],
  ])("%s is the same, and says less", async (code, answer) => {
    pretend();
    const client = createLongrunClient({ fetch: async () => answer() });
    const error = await rejectionOf(client.read(jobOperation, { jobId: "6a09279daa903300e2530b0f" }));
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    expect(error).toMatchObject({ name: "OperationError", code });
    expect((error as Error).message.length).toBeLessThan(120);
    expect((error as Error).message).not.toMatch(
      /Mount createRelay|whoever runs the relay|looks like|is not defined|is not the relay|no upstream|its log/,
    );
  });

  test("the options of a client are not looked at", () => {
    pretend();
    const client = createLongrunClient({ timeoutMs: -1, session: "", endpoints: { layers: { baseUrl: "nowhere" } } });
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    expect(client.isClosed).toBe(false);
  });
});
