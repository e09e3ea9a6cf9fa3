import { connect } from "node:net";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRelay, toNodeListener, type Relay, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { answersTo, rawAnswer } from "./rawHttp";
import { errorOf, json, KEY, runningJob, serve, upstreamOf } from "./upstream";

const PATH = "/api/longrun/layers/v1/jobs/job_1";

async function relayTo(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const upstream = await upstreamOf((_, response) => json(response, 200, runningJob("job_1")));
  return createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
    authorize: ({ request }) => new URL(request.url).pathname !== "",
    onError: () => undefined,
    ...options,
  });
}

/** A rejection that nobody handles ends a Node process; here it fails the test. */
function noteUnhandled(): unknown[] {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return unhandled;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a request that is none is answered, and the next one as ever", () => {
  it.each<[string, string]>([
    ["an empty Host", `GET ${PATH} HTTP/1.1\r\nHost:\r\n`],
    ["a slash for a Host", `GET ${PATH} HTTP/1.1\r\nHost: /\r\n`],
    ["a backslash for a Host", `GET ${PATH} HTTP/1.1\r\nHost: \\\r\n`],
    ["a Host with a space", `GET ${PATH} HTTP/1.1\r\nHost: a b\r\n`],
    ["a Host with a user name", `GET ${PATH} HTTP/1.1\r\nHost: user:pw@app.example\r\n`],
    ["a Host with a query", `GET ${PATH} HTTP/1.1\r\nHost: app.example?\r\n`],
    ["a Host that is no address", `GET ${PATH} HTTP/1.1\r\nHost: 256.256.256.256\r\n`],
    [
      "a Host that is no address, for events",
      "GET /api/longrun/events?watch=layers/v1/jobs/job_1 HTTP/1.1\r\nHost: 256.256.256.256\r\n",
    ],
    ["a Host with a port that is none", `GET ${PATH} HTTP/1.1\r\nHost: app.example:99999\r\n`],
    ["two Hosts", `GET ${PATH} HTTP/1.1\r\nHost: app.example\r\nHost: evil.example\r\n`],
    ["an absolute target", `GET http://evil.example${PATH} HTTP/1.1\r\nHost: app.example\r\n`],
    ["OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: app.example\r\n"],
    ["an empty Host and no path", "GET * HTTP/1.1\r\nHost:\r\n"],
  ])("%s is a 400, and the next request is answered", async (_, head) => {
    const { port } = await serve(toNodeListener(await relayTo()));
    const { status, body } = await rawAnswer(port, `${head}Connection: close\r\n\r\n`);
    expect([status, JSON.parse(body)]).toEqual([
      400,
      {
        error: {
          code: "BAD_REQUEST",
          message: expect.stringContaining("not one that HTTP allows") as string,
          requestId: expect.stringMatching(/^req_/) as string,
        },
      },
    ]);
    expect(
      (await rawAnswer(port, `GET ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`)).status,
    ).toBe(200);
  });

  it.each([
    ["no Host, which HTTP/1.0 allows", `GET ${PATH} HTTP/1.0\r\n\r\n`, 200],
    ["an IPv6 Host", `GET ${PATH} HTTP/1.1\r\nHost: [::1]:3000\r\nConnection: close\r\n\r\n`, 200],
    [
      "an upgrade",
      `GET ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
      200,
    ],
    ["a double slash", `GET //${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`, 404],
    ["a fragment", "GET /# HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n", 404],
    ["no path", "GET x HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n", 400],
    ["HEAD", `HEAD ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`, 404],
    ["TRACE", `TRACE ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`, 404],
  ])("%s is taken for what it is", async (_, bytes, status) => {
    const { port } = await serve(toNodeListener(await relayTo()));
    expect((await rawAnswer(port, bytes)).status).toBe(status);
  });

  it("a tunnel is not opened, and the server lives on", async () => {
    const { port } = await serve(toNodeListener(await relayTo()));
    expect(await answersTo(port, "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n")).toEqual([]);
    expect(
      (await rawAnswer(port, `GET ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`)).status,
    ).toBe(200);
  });
});

describe("what the application's own functions do ends no process and leaves nobody without an answer", () => {
  const broken = (): never => {
    throw new Error("mine");
  };
  it.each<[string, Partial<RelayOptions>, number]>([
    ["authorize throws", { authorize: broken }, 500],
    ["authorize rejects", { authorize: () => Promise.reject(new Error("mine")) }, 500],
    ["onError throws", { authorize: broken, onError: broken }, 500],
    ["onError rejects", { authorize: broken, onError: async () => broken() }, 500],
    ["onSettled rejects", { onSettled: async () => broken() }, 200],
    ["the clock throws", { now: broken }, 200],
    ["the clock tells no time", { now: () => Number.NaN }, 200],
    ["fetch throws", { fetch: broken }, 502],
    ["fetch gives nothing", { fetch: () => Promise.resolve(undefined as unknown as Response) }, 502],
    ["fetch rejects with nothing", { fetch: () => Promise.reject(undefined as unknown as Error) }, 502],
    [
      "the store throws",
      {
        store: { get: broken, set: broken, swap: broken, publish: broken, subscribe: broken } as RelayOptions["store"],
      },
      200,
    ],
  ])("where %s, everybody is answered and the process lives", async (_, options, status) => {
    const unhandled = noteUnhandled();
    const relay = await relayTo(options);
    const { url } = await serve(toNodeListener(relay));
    const responses = [await fetch(url + PATH), await relay.handle(new Request(`https://app.example${PATH}`))];
    for (const response of responses) {
      expect(response.status).toBe(status);
      if (status !== 200) expect((await errorOf(response)).requestId).toMatch(/^req_/);
    }
    await settled();
    expect(unhandled).toEqual([]);
  });

  it("where the console throws, everybody is answered", async () => {
    vi.spyOn(console, "error").mockImplementation(broken);
    const { url } = await serve(toNodeListener(await relayTo({ authorize: broken, onError: undefined })));
    expect((await fetch(url + PATH)).status).toBe(500);
  });

  it("where the function that wraps the relay rejects, the answer is a 500", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const relay = await relayTo();
    const { url } = await serve(toNodeListener({ ...relay, handle: () => Promise.reject(new Error("mine")) }));
    const response = await fetch(url + PATH);
    expect([response.status, (await errorOf(response)).code, log.mock.calls.length]).toEqual([500, "SERVER_ERROR", 1]);
  });
});

it("a relay that is wrapped gets the whole request, its body too", async () => {
  const upstream = await upstreamOf((_, response) => json(response, 200, { requestId: "lr_1", status: "requested" }));
  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
    authorize: () => true,
    onError: () => undefined,
  });
  const { url } = await serve(toNodeListener({ ...relay, handle: (request) => relay.handle(request) }));
  const body = JSON.stringify({ count: 2, niche: { vertical: "coffee" } });
  const response = await fetch(`${url}/api/longrun/layers/v1/projects/prj_1/leased-accounts/request`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect([response.status, upstream.seen[0]?.body]).toEqual([200, body]);
});

it("what is no Request at all is told so by handle", async () => {
  const relay = await relayTo();
  for (const none of [
    undefined,
    null,
    {},
    { url: "/api/longrun/x" },
    { url: `https://app.example${PATH}`, method: "GET" },
  ]) {
    const response = await relay.handle(none as unknown as Request);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await errorOf(response)).code).toMatch(/BAD_REQUEST|SERVER_ERROR/);
  }
});

it("a body that breaks off, or that can't be read, is the visitor's own mistake", async () => {
  const incidents: unknown[] = [];
  const relay = await relayTo({ onError: (incident) => incidents.push(incident) });
  const post = (body: BodyInit) =>
    new Request(`https://app.example${PATH}/cancel`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const read = post("{}");
  await read.text();
  for (const request of [post(broken), read]) expect((await relay.handle(request)).status).toBe(400);
  expect(incidents).toEqual([]);
});

it("a body of digits that somebody reads as text is not taken for a length", async () => {
  const relay = await relayTo();
  const listener = toNodeListener(relay);
  const { url } = await serve((request: IncomingMessage, response: ServerResponse) =>
    listener(request.setEncoding("utf8"), response),
  );
  const response = await fetch(`${url}${PATH}/cancel`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "9".repeat(40),
  });
  expect([response.status, (await errorOf(response)).message]).toEqual([
    400,
    expect.stringContaining("must be a JSON object"),
  ]);
});

it.each([PATH, "/api/longrun/events?watch=layers/v1/jobs/job_1"])(
  "visitors who go while %s is written to them stop nobody else",
  async (path) => {
    const unhandled = noteUnhandled();
    const upstream = await upstreamOf((_, response) =>
      json(response, 200, runningJob("job_1", { large: "x".repeat(900_000) })),
    );
    const relay = createRelay({
      upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
      authorize: () => true,
      onError: () => undefined,
    });
    const { port } = await serve(toNodeListener(relay));
    const leave = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1", () =>
          socket.write(`GET ${path} HTTP/1.1\r\nHost: app.example\r\n\r\n`),
        );
        socket.once("data", () => socket.resetAndDestroy());
        socket.once("close", () => resolve());
      });
    for (let count = 0; count < 20; count += 1) await leave();
    expect(
      (await rawAnswer(port, `GET ${PATH} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`)).status,
    ).toBe(200);
    // Every stream has let go of its slot: one more may be opened.
    await vi.waitFor(async () =>
      expect(
        (await relay.handle(new Request("https://app.example/api/longrun/events?watch=layers/v1/jobs/job_1"))).status,
      ).toBe(200),
    );
    await settled();
    expect(unhandled).toEqual([]);
    await relay.close();
  },
);

it("errors of the connection end nothing, whichever side they come from", async () => {
  const listener = toNodeListener(await relayTo());
  const server = createServer((request, response) => {
    listener(request, response);
    request.emit("error", new Error("reset by peer"));
    response.emit("error", new Error("write after end"));
  });
  const { url } = await serve((request, response) => void server.emit("request", request, response));
  expect((await fetch(url + PATH)).status).toBe(200);
});
