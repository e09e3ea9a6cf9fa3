import { createLongrunClient, jobOperation, type Endpoint } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeFetch, hangs, jobAnswer, rejectionOf, type FakeFetch } from "./fakeFetch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const REFUSED = (): Response =>
  Response.json({ error: { code: "UNAUTHENTICATED", message: "Expired." } }, { status: 401 });

function reading({ fetch }: FakeFetch, headers: Endpoint["headers"]) {
  const client = createLongrunClient({ endpoints: { layers: { baseUrl: "https://relay.example", headers } }, fetch });
  return (jobId = "job_1", signal?: AbortSignal) => client.read(jobOperation, { jobId }, { gapMs: 0, signal });
}

/** A token that is a new one at each call: `token-1`, `token-2` … */
function tokens() {
  let count = 0;
  return vi.fn(async () => ({ authorization: `Bearer token-${(count += 1)}` }));
}

function answered(fake: FakeFetch): (string | null)[] {
  return fake.sent.map(({ headers }) => headers.get("authorization"));
}

/** The job that was asked for, whichever. */
function jobOf(url: string): Response {
  return jobAnswer({ jobId: url.split("/").at(-1) });
}

describe("headers", () => {
  test.each<[string, Endpoint["headers"]]>([
    ["an object", { authorization: "Bearer token" }],
    ["a Headers", new Headers({ authorization: "Bearer token" })],
    ["a list", [["authorization", "Bearer token"]]],
    ["a function", () => ({ authorization: "Bearer token" })],
    ["an async function", async () => new Headers({ authorization: "Bearer token" })],
  ])("may be %s", async (_, headers) => {
    const fake = fakeFetch(() => jobAnswer());
    await reading(fake, headers)();
    expect(answered(fake)).toEqual(["Bearer token"]);
  });

  test("may be none", async () => {
    const fake = fakeFetch(() => jobAnswer());
    await reading(fake, undefined)();
    // What a token function in JavaScript gives before anybody signed in.
    await reading(fake, () => undefined as unknown as HeadersInit)();
    expect(answered(fake)).toEqual([null, null]);
  });

  test("of a function are asked for at every request, so a short-lived token is always the current one", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const read = reading(fake, tokens());
    await read();
    await read();
    expect(answered(fake)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });
});

describe("a headers function that fails", () => {
  const cause = new Error("Not signed in.");

  test.each<[string, () => HeadersInit | Promise<HeadersInit>]>([
    ["rejects", () => Promise.reject(cause)],
    [
      "throws",
      () => {
        throw cause;
      },
    ],
  ])("%s: nothing is sent, and it is called again at the next request", async (_, failing) => {
    const fake = fakeFetch(() => jobAnswer());
    const headers = vi.fn<() => HeadersInit | Promise<HeadersInit>>(() => ({})).mockImplementationOnce(failing);
    const read = reading(fake, headers);
    expect(await rejectionOf(read())).toMatchObject({
      code: "HEADERS_FAILED",
      operation: "layers.job",
      retryable: true,
      cause,
    });
    expect(fake.sent).toHaveLength(0);
    await read();
    expect(fake.sent).toHaveLength(1);
  });

  test("gives headers that can't be sent: the error quotes none of them, its cause included", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const error = await rejectionOf(reading(fake, () => ({ authorization: "Bearer sec\nret" }))());
    expect(error).toMatchObject({ code: "HEADERS_FAILED", retryable: true });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).not.toMatch(/sec|ret"/);
    expect(fake.sent).toHaveLength(0);
  });

  test("never resolves: the deadline covers it, and nothing is sent when it resolves after all", async () => {
    const fake = fakeFetch(() => jobAnswer());
    let resolve: (headers: HeadersInit) => void = () => undefined;
    const read = reading(fake, () => new Promise<HeadersInit>((resolved) => (resolve = resolved)));
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await rejection).toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(vi.getTimerCount()).toBe(0);
    resolve({});
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.sent).toHaveLength(0);
  });

  test("and the server share one deadline", async () => {
    const fake = fakeFetch(hangs);
    const rejection = rejectionOf(
      reading(fake, () => new Promise((resolve) => setTimeout(() => resolve({}), 10_000)))(),
    );
    await vi.advanceTimersByTimeAsync(14_999);
    expect(fake.sent[0]?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(fake.sent[0]?.signal.aborted).toBe(true);
    expect(await rejection).toMatchObject({ code: "TIMEOUT" });
  });
});

describe("a 401", () => {
  test("with headers that are fixed is final at once", async () => {
    const fake = fakeFetch(REFUSED);
    expect(await rejectionOf(reading(fake, { authorization: "Bearer old" })())).toMatchObject({
      code: "UNAUTHENTICATED",
      httpStatus: 401,
      retryable: false,
    });
    expect(fake.sent).toHaveLength(1);
  });

  test("with a headers function is tried once more with headers asked for afresh", async () => {
    const fake = fakeFetch((_, index) => (index === 0 ? REFUSED() : jobAnswer()));
    expect(await reading(fake, tokens())()).toMatchObject({ status: "running" });
    expect(answered(fake)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  test("that follows another is final", async () => {
    const fake = fakeFetch(REFUSED);
    expect(await rejectionOf(reading(fake, tokens())())).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
    expect(fake.sent).toHaveLength(2);
  });

  test("of a request sent while headers are being asked for afresh waits for those, and asks for no more", async () => {
    const fake = fakeFetch(({ headers, url }) =>
      headers.get("authorization") === "Bearer fresh" ? jobOf(url) : REFUSED(),
    );
    let giveFresh = (_headers: HeadersInit): void => undefined;
    let calls = 0;
    // The second call is the one for fresh headers; who asks meanwhile is given the old ones still.
    const headers = vi.fn((): HeadersInit | Promise<HeadersInit> =>
      (calls += 1) === 2 ? new Promise((resolve) => (giveFresh = resolve)) : { authorization: "Bearer old" },
    );
    const read = reading(fake, headers);
    const first = read("a");
    await vi.waitFor(() => expect(headers).toHaveBeenCalledTimes(2), 10_000);
    const second = read("b");
    await vi.waitFor(() => expect(answered(fake)).toEqual(["Bearer old", "Bearer old"]), 10_000);
    giveFresh({ authorization: "Bearer fresh" });
    await Promise.all([first, second]);
    expect(headers).toHaveBeenCalledTimes(3);
    expect(answered(fake).slice(2)).toEqual(["Bearer fresh", "Bearer fresh"]);
  });

  test("of many requests at once asks for headers afresh once for all of them", async () => {
    const fake = fakeFetch(({ headers, url }) =>
      headers.get("authorization") === "Bearer fresh" ? jobOf(url) : REFUSED(),
    );
    let calls = 0;
    const headers = vi.fn(async () => ({ authorization: (calls += 1) > 5 ? "Bearer fresh" : "Bearer old" }));
    const read = reading(fake, headers);
    await Promise.all(["a", "b", "c", "d", "e"].map((jobId) => read(jobId)));
    expect(headers).toHaveBeenCalledTimes(6);
    expect(fake.sent).toHaveLength(10);
  });

  test("of a slow request takes the headers that an earlier one was given meanwhile", async () => {
    const fake = fakeFetch(async ({ headers, url }) => {
      if (headers.get("authorization") === "Bearer token-3") return jobOf(url);
      await new Promise((resolve) => setTimeout(resolve, url.endsWith("slow") ? 5_000 : 10));
      return REFUSED();
    });
    const headers = tokens();
    const read = reading(fake, headers);
    const both = Promise.all([read("slow"), read("quick")]);
    await vi.advanceTimersByTimeAsync(5_000);
    await both;
    expect(headers).toHaveBeenCalledTimes(3);
  });

  test("later on asks for headers afresh again", async () => {
    const fake = fakeFetch((_, index) => (index % 2 === 0 ? REFUSED() : jobAnswer()));
    const headers = tokens();
    const read = reading(fake, headers);
    await read();
    await read();
    expect(answered(fake)).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3", "Bearer token-4"]);
  });

  test("after which the headers function fails says so to all who wait, and is tried again later", async () => {
    const fake = fakeFetch(({ url }, index) => (index < 2 ? REFUSED() : jobOf(url)));
    const headers = tokens();
    const read = reading(fake, headers);
    let failing = true;
    const original = headers.getMockImplementation();
    if (!original) throw new Error("tokens() has an implementation.");
    headers.mockImplementation(async () => {
      const given = await original();
      if (failing && given.authorization === "Bearer token-3") throw new Error("Signed out.");
      return given;
    });
    const rejections = await Promise.all([rejectionOf(read("a")), rejectionOf(read("b"))]);
    expect(rejections).toEqual([
      expect.objectContaining({ code: "HEADERS_FAILED" }),
      expect.objectContaining({ code: "HEADERS_FAILED" }),
    ]);
    failing = false;
    expect(await read("a")).toMatchObject({ jobId: "a" });
  });

  test("after which the headers function hangs does not hang later requests: it is called anew", async () => {
    const fake = fakeFetch((_, index) => (index < 2 ? REFUSED() : jobAnswer()));
    const headers = tokens();
    const read = reading(fake, headers);
    headers
      .mockImplementationOnce(async () => ({ authorization: "Bearer old" }))
      .mockImplementationOnce(() => new Promise(() => undefined));
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await rejection).toMatchObject({ code: "TIMEOUT" });
    expect(await read()).toMatchObject({ status: "running" });
    expect(headers).toHaveBeenCalledTimes(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("whose callers all went away leaves no unhandled rejection when the headers function rejects after that", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const fake = fakeFetch(REFUSED);
    let reject: (reason: unknown) => void = () => undefined;
    const headers = vi
      .fn<() => Promise<HeadersInit>>(async () => ({}))
      .mockImplementationOnce(async () => ({}))
      .mockImplementationOnce(() => new Promise((_, rejected) => (reject = rejected)));
    const controller = new AbortController();
    const rejection = rejectionOf(reading(fake, headers)("job_1", controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    expect(headers).toHaveBeenCalledTimes(2);
    controller.abort("gone");
    expect(await rejection).toBe("gone");
    reject(new Error("Signed out."));
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
