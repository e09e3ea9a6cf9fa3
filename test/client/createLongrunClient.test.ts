import { act } from "../../src/client/act";
import { createLongrunClient, defineOperation, jobOperation, lineRequestOperation, type Endpoint } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { cancelJobAction, createLineRequestAction } from "../../src/providers/actions";
import { fakeFetch, jobAnswer, rejectionOf } from "./fakeFetch";

/** A job that is running, whichever was asked for. */
function jobAt(url: string, headers: Record<string, string> = {}): Response {
  return jobAnswer({ jobId: url.split("/").at(-1) }, headers);
}

describe("endpoints", () => {
  test("that nobody configured are the relay's, by their names", async () => {
    const fake = fakeFetch(({ url }) => (url.includes("line") ? Response.json({ status: "active" }) : jobAt(url)));
    const client = createLongrunClient({ fetch: fake.fetch });
    await client.read(jobOperation, { jobId: "job_1" });
    await client.read(lineRequestOperation, { lineRequestId: "1" });
    expect(fake.sent.map(({ url }) => url)).toEqual([
      "/api/longrun/layers/v1/jobs/job_1",
      "/api/longrun/tuco/api/line-requests/1",
    ]);
  });

  test("may carry names like those of members of every object", async () => {
    const operation = defineOperation({
      name: "a.b",
      endpoint: "constructor",
      path: "/:id",
      schema: z.looseObject({}),
      statuses: { done: "success" },
    });
    const fake = fakeFetch(() => Response.json({ status: "done" }));
    await createLongrunClient({ fetch: fake.fetch }).read(operation, { id: "1" });
    expect(fake.sent[0]?.url).toBe("/api/longrun/constructor/1");
  });

  test.each([
    ["https://relay.example", "https://relay.example/v1/jobs/job_1"],
    ["https://relay.example/", "https://relay.example/v1/jobs/job_1"],
    ["https://relay.example/api//", "https://relay.example/api/v1/jobs/job_1"],
    ["HTTP://localhost:3000/api", "HTTP://localhost:3000/api/v1/jobs/job_1"],
    ["/api/jobs/", "/api/jobs/v1/jobs/job_1"],
    ["/", "/v1/jobs/job_1"],
  ])("at %s are asked at %s", async (baseUrl, url) => {
    const fake = fakeFetch((request) => jobAt(request.url));
    await createLongrunClient({ endpoints: { layers: { baseUrl } }, fetch: fake.fetch }).read(jobOperation, {
      jobId: "job_1",
    });
    expect(fake.sent[0]?.url).toBe(url);
  });

  test.each(["https://relay.example/@me", "/@me", "http://relay.example"])(
    "may be at %s, with a limit of one read a minute",
    (baseUrl) => {
      expect(() => createLongrunClient({ endpoints: { layers: { baseUrl, readsPerMinute: 1 } } })).not.toThrow();
    },
  );

  test("stand in query keys by their scope, else by their URL", () => {
    const client = createLongrunClient({
      endpoints: {
        layers: { baseUrl: "https://relay.example/" },
        tuco: { baseUrl: "https://relay.example", scope: "tenant-1" },
      },
    });
    expect([client.scopeOf("layers"), client.scopeOf("tuco"), client.scopeOf("acme")]).toEqual([
      "https://relay.example",
      "tenant-1",
      "/api/longrun/acme",
    ]);
  });

  const refused: [string, unknown, RegExp][] = [
    ["no baseUrl", {}, /baseUrl must be absolute/],
    ["a bare URL in their place", "https://relay.example", /must be \{ baseUrl/],
    ["nothing", undefined, /must be \{ baseUrl/],
    ["null", null, /must be \{ baseUrl/],
    ["a URL without a scheme", { baseUrl: "relay.example" }, /baseUrl must be absolute/],
    ["a path without a slash", { baseUrl: "api/longrun" }, /baseUrl must be absolute/],
    ["another scheme", { baseUrl: "ws://relay.example" }, /baseUrl must be absolute/],
    ["a script", { baseUrl: "javascript:alert(1)" }, /baseUrl must be absolute/],
    ["another server's path", { baseUrl: "//relay.example/api" }, /baseUrl must be absolute/],
    ["no host", { baseUrl: "https://" }, /baseUrl must be absolute/],
    ["a query", { baseUrl: "https://relay.example/?key=1" }, /no query/],
    ["a fragment", { baseUrl: "/api#top" }, /no fragment/],
    ["a backslash", { baseUrl: "/\\relay.example" }, /baseUrl must/],
    ["white space", { baseUrl: "https://relay.example/a b" }, /no white space/],
    [
      "a user's name, whatever the scheme's case",
      { baseUrl: "HTTP://user@relay.example" },
      /no user name and no password/,
    ],
    ["a password", { baseUrl: "https://user:secret@relay.example" }, /no user name and no password/],
    ["a limit of 0", { baseUrl: "/api", readsPerMinute: 0 }, /readsPerMinute must be 1 or more/],
    ["a limit that is no number", { baseUrl: "/api", readsPerMinute: Number.NaN }, /readsPerMinute must be 1 or more/],
    ["headers of null", { baseUrl: "/api", headers: null }, /headers must be/],
    ["headers of text", { baseUrl: "/api", headers: "authorization: secret" }, /headers must be/],
    [
      "a header that can't be sent",
      { baseUrl: "/api", headers: { authorization: "Bearer sec\nret" } },
      /headers must be/,
    ],
    ["a header of another script", { baseUrl: "/api", headers: { authorization: "Bearer秘" } }, /headers must be/],
  ];

  test.each(refused)(
    "with %s are refused when the client is made, and no secret is repeated",
    (_, endpoint, message) => {
      // Wrong on purpose, as JavaScript may pass it.
      const make = (): unknown => createLongrunClient({ endpoints: { layers: endpoint as Endpoint } });
      expect(make).toThrow(TypeError);
      expect(make).toThrow(message);
      expect(make).toThrow("createLongrunClient: endpoints.layers: ");
      expect(make).not.toThrow(/secret|sec\nret|秘/);
    },
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
  "a timeoutMs of %j is refused: a timer can't hold it",
  (timeoutMs) => {
    expect(() => createLongrunClient({ timeoutMs })).toThrow("timeoutMs must be a number of milliseconds above 0");
  },
);

test("the global fetch is looked up at each request, so it may be replaced after the client was made", async () => {
  const client = createLongrunClient();
  const fake = fakeFetch(({ url }) => jobAt(url));
  vi.stubGlobal("fetch", fake.fetch);
  await client.read(jobOperation, { jobId: "job_1" });
  vi.unstubAllGlobals();
  expect(fake.sent).toHaveLength(1);
});

test("fetch is called as a function, since a browser's refuses to be a method of anything else", async () => {
  const fetch = vi.fn(async () => jobAnswer());
  await createLongrunClient({ fetch }).read(jobOperation, { jobId: "job_1" });
  expect(fetch.mock.contexts).toEqual([undefined]);
});

test("an id that is none sends nothing, for reads and for actions", async () => {
  const fake = fakeFetch(({ url }) => jobAt(url));
  const client = createLongrunClient({ fetch: fake.fetch });
  for (const jobId of ["../whoami", "", "a/b", "%2e%2e"]) {
    expect(await rejectionOf(client.read(jobOperation, { jobId }))).toMatchObject({
      code: "INVALID_ID",
      retryable: false,
    });
    expect(await rejectionOf(act(client, cancelJobAction, { jobId }))).toMatchObject({
      code: "INVALID_ID",
      retryable: false,
    });
  }
  expect(fake.sent).toHaveLength(0);
});

describe("an action", () => {
  const LINE = { firstName: "A", lastName: "B", channelType: "email" };

  test("without a body or a key sends an empty object and no key", async () => {
    const fake = fakeFetch(() => Response.json({ jobId: "job_1", accepted: true }, { status: 202 }));
    expect(await act(createLongrunClient({ fetch: fake.fetch }), cancelJobAction, { jobId: "job_1" })).toEqual({
      jobId: "job_1",
      accepted: true,
    });
    expect(fake.sent[0]).toMatchObject({ method: "POST", body: "{}" });
    expect(fake.sent[0]?.headers.has("idempotency-key")).toBe(false);
  });

  test("goes at once, whatever holds the reads back", async () => {
    const fake = fakeFetch(({ url, method }) =>
      method === "GET" ? jobAt(url, { "retry-after": "60" }) : Response.json({ accepted: true }),
    );
    const client = createLongrunClient({ fetch: fake.fetch });
    await client.read(jobOperation, { jobId: "job_1" });
    await act(client, cancelJobAction, { jobId: "job_1" });
    expect(fake.sent).toHaveLength(2);
  });

  test("that is refused rejects with what the provider says of it", async () => {
    const fake = fakeFetch(() =>
      Response.json(
        {
          error: {
            code: "CONFLICT",
            message: "No.",
            details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" },
          },
        },
        { status: 409 },
      ),
    );
    expect(
      await rejectionOf(act(createLongrunClient({ fetch: fake.fetch }), cancelJobAction, { jobId: "job_1" })),
    ).toMatchObject({
      code: "CONFLICT",
      httpStatus: 409,
      retryable: false,
      details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" },
    });
  });

  test.each(["", "<html>", "null", '"ok"', "5"])("that is answered with %j has no answer", async (body) => {
    const fake = fakeFetch(() => new Response(body));
    expect(
      await rejectionOf(act(createLongrunClient({ fetch: fake.fetch }), createLineRequestAction, {}, { body: LINE })),
    ).toMatchObject({ code: "INVALID_RESPONSE", operation: "tuco.line-request" });
  });

  test("sends the body's fields once, as JSON, with its key", async () => {
    const fake = fakeFetch(() => Response.json({ status: "provisioning" }));
    await act(
      createLongrunClient({ fetch: fake.fetch }),
      createLineRequestAction,
      {},
      { body: LINE, idempotencyKey: "k-1" },
    );
    expect(
      fake.sent.map(({ url, body, headers }) => [
        url,
        JSON.parse(String(body)),
        headers.get("content-type"),
        headers.get("idempotency-key"),
      ]),
    ).toEqual([["/api/longrun/tuco/api/line-requests", LINE, "application/json", "k-1"]]);
  });
});

describe("what an answer says of the limits", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 3, 18) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Reads job_1, then asks for others; says which of them have been sent so far. */
  async function afterAnswer(answer: () => Response, endpoint: Partial<Endpoint> = {}) {
    const fake = fakeFetch(({ url }, index) =>
      index === 0 ? answer() : url.includes("tuco") ? Response.json({ status: "active" }) : jobAt(url),
    );
    const client = createLongrunClient({
      endpoints: { layers: { baseUrl: "https://relay.example/layers", ...endpoint } },
      fetch: fake.fetch,
    });
    await client.read(jobOperation, { jobId: "job_1" }).catch(() => undefined);
    const sent = (): string[] => fake.sent.slice(1).map(({ url }) => url.split("/").at(-1) ?? "");
    return { client, sent };
  }

  test.each([
    ["a good answer", () => jobAnswer({}, { "retry-after": "5" })],
    ["a 304", () => new Response(null, { status: 304, headers: { "retry-after": "5" } })],
    ["a 429", () => new Response(null, { status: 429, headers: { "retry-after": "5" } })],
    [
      "a 503 with a date",
      () => new Response(null, { status: 503, headers: { "retry-after": new Date(Date.now() + 5_000).toUTCString() } }),
    ],
  ])("Retry-After on %s holds all reads of its endpoint, and those of no other", async (_, answer) => {
    const { client, sent } = await afterAnswer(answer);
    const reads = Promise.all([
      client.read(jobOperation, { jobId: "job_2" }),
      client.read(lineRequestOperation, { lineRequestId: "line_1" }),
    ]);
    await vi.advanceTimersByTimeAsync(4_900);
    expect(sent()).toEqual(["line_1"]);
    await vi.advanceTimersByTimeAsync(2_000);
    await reads;
    expect(sent()).toEqual(["line_1", "job_2"]);
  });

  test("Retry-After that makes no sense holds nothing", async () => {
    const { client, sent } = await afterAnswer(
      () => new Response(null, { status: 503, headers: { "retry-after": "-5" } }),
    );
    await client.read(jobOperation, { jobId: "job_2" });
    expect(sent()).toEqual(["job_2"]);
  });

  const watched = Array.from({ length: 60 }, (_, index) => ({ jobId: `job_${index}` }));

  function sharedDelays(client: ReturnType<typeof createLongrunClient>): number[] {
    return watched.map((params) => client.share(jobOperation, params, 2_000, 1)).slice(-1);
  }

  test("X-RateLimit is learned: many operations under one key are polled more slowly, so that all fit", async () => {
    const { client } = await afterAnswer(() =>
      jobAnswer({}, { "x-ratelimit-limit": "120", "x-ratelimit-remaining": "119" }),
    );
    sharedDelays(client);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sharedDelays(client)[0]).toBeGreaterThan(20_000);
  });

  test("without it, nothing is slowed down", async () => {
    const { client } = await afterAnswer(() => jobAnswer());
    sharedDelays(client);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sharedDelays(client)).toEqual([2_000]);
  });

  test("a limit that was configured stands, whatever the server says", async () => {
    const { client } = await afterAnswer(() => jobAnswer({}, { "x-ratelimit-limit": "1" }), { readsPerMinute: 6_000 });
    sharedDelays(client);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sharedDelays(client)).toEqual([2_000]);
  });

  test("when others under the key have used it up, reads wait for the next minute", async () => {
    const { client, sent } = await afterAnswer(() =>
      jobAnswer({}, { "x-ratelimit-limit": "120", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" }),
    );
    const read = client.read(jobOperation, { jobId: "job_2" });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(sent()).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    await read;
    expect(sent()).toEqual(["job_2"]);
  });
});

describe("a 404", () => {
  const NOT_FOUND = (): Response =>
    Response.json({ error: { code: "NOT_FOUND", message: "Unknown jobId." } }, { status: 404 });

  function reading() {
    let nowMs = 1_000_000;
    const client = createLongrunClient({ fetch: fakeFetch(NOT_FOUND).fetch, now: () => nowMs });
    return {
      client,
      read: () => rejectionOf(client.read(jobOperation, { jobId: "job_1" }, { gapMs: 0 })),
      pass: (ms: number) => void (nowMs += ms),
    };
  }

  test("is final", async () => {
    expect(await reading().read()).toMatchObject({ code: "NOT_FOUND", httpStatus: 404, retryable: false });
  });

  test("may heal in the first seconds after the operation was made, when the server's readers may lag behind", async () => {
    const { client, read, pass } = reading();
    client.touch(jobOperation, { jobId: "job_1" });
    expect(await read()).toMatchObject({ code: "NOT_FOUND", httpStatus: 404, retryable: true });
    pass(10_000);
    expect(await read()).toMatchObject({ retryable: false });
  });

  test("is the only answer that may heal so: a 403 is final all the same", async () => {
    const client = createLongrunClient({ fetch: fakeFetch(() => new Response(null, { status: 403 })).fetch });
    client.touch(jobOperation, { jobId: "job_1" });
    expect(await rejectionOf(client.read(jobOperation, { jobId: "job_1" }))).toMatchObject({
      httpStatus: 403,
      retryable: false,
    });
  });

  test("of a server that is no relay is final all the same", async () => {
    const client = createLongrunClient({ fetch: fakeFetch(() => new Response(null, { status: 404 })).fetch });
    client.touch(jobOperation, { jobId: "job_1" });
    expect(await rejectionOf(client.read(jobOperation, { jobId: "job_1" }))).toMatchObject({
      code: "RELAY_NOT_FOUND",
      retryable: false,
    });
  });

  test("counts from the last time the operation was acted on, which is remembered for a minute", () => {
    const { client, pass } = reading();
    const touchedAt = () => client.touchedAt(jobOperation, { jobId: "job_1" });
    client.touch(jobOperation, { jobId: "job_1" });
    pass(60_000);
    client.touch(jobOperation, { jobId: "job_2" });
    expect(touchedAt()).toBe(1_000_000);
    pass(1);
    client.touch(jobOperation, { jobId: "job_2" });
    expect(touchedAt()).toBe(Number.NEGATIVE_INFINITY);
    client.touch(jobOperation, { jobId: "job_1" });
    expect(touchedAt()).toBe(1_060_001);
    client.close();
    expect(touchedAt()).toBe(Number.NEGATIVE_INFINITY);
  });

  test("of another operation than the one just made is final", async () => {
    const { client, read } = reading();
    client.touch(jobOperation, { jobId: "job_2" });
    expect(await read()).toMatchObject({ retryable: false });
    expect(client.touchedAt(jobOperation, { jobId: "job_1" })).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("a session", () => {
  test.each(["", 5, null])("that is %j is refused when the client is made", (session) => {
    expect(() => createLongrunClient({ session: session as string })).toThrow(
      new TypeError("createLongrunClient: session must be a user's id, as text."),
    );
  });

  test("stands in query keys, so that nobody's data is found under another's", () => {
    const scopes = [undefined, "ada", "bob"].map((session) => createLongrunClient({ session }).scopeOf("layers"));
    expect(scopes).toEqual(["/api/longrun/layers", "/api/longrun/layers\nada", "/api/longrun/layers\nbob"]);
  });

  test("is asked for only by who hears of changes, and only of what can be a relay", async () => {
    const fake = fakeFetch(({ url }) => jobAt(url));
    const asking = async (push: boolean, baseUrl: string) => {
      const client = createLongrunClient({ fetch: fake.fetch, push, endpoints: { layers: { baseUrl } } });
      await client.read(jobOperation, { jobId: "job_1" });
      client.close();
      return fake.sent.at(-1)?.headers.get("x-longrun-push");
    };
    expect(await asking(true, "/api/longrun/layers")).toBe("1");
    expect(await asking(true, "https://app.layers.com")).toBeNull();
    expect(await asking(false, "/api/longrun/layers")).toBeNull();
  });
});

test("how old an answer may be is asked for where it is said", async () => {
  const fake = fakeFetch(({ url }) => jobAt(url));
  const client = createLongrunClient({ fetch: fake.fetch });
  await client.read(jobOperation, { jobId: "job_1" }, { maxAgeSeconds: 5 });
  await client.read(jobOperation, { jobId: "job_2" });
  expect(fake.sent.map(({ headers }) => headers.get("cache-control"))).toEqual(["max-age=5", null]);
});

describe("a client that is closed", () => {
  const closed = { code: "CLOSED", retryable: false };

  test("ends what is under way, and reads nothing any more", async () => {
    const client = createLongrunClient({
      fetch: (_, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted")))),
    });
    const reading = client.read(jobOperation, { jobId: "job_1" });
    const acting = client.request("layers", { operation: "layers.job", path: "/v1/jobs/job_1/cancel", method: "POST" });
    await Promise.resolve();
    client.close();
    await expect(reading).rejects.toMatchObject(closed);
    await expect(acting).rejects.toMatchObject(closed);
    await expect(client.read(jobOperation, { jobId: "job_1" })).rejects.toMatchObject(closed);
    expect(client.isClosed).toBe(true);
  });

  test("lets a caller who gave up before hear why they did", async () => {
    const controller = new AbortController();
    const client = createLongrunClient({ fetch: () => new Promise(() => undefined) });
    const reading = client.read(jobOperation, { jobId: "job_1" }, { signal: controller.signal });
    controller.abort(new Error("mine"));
    client.close();
    await expect(reading).rejects.toThrow("mine");
  });
});
