import { act } from "../../src/client/act";
import { getEventListeners } from "node:events";
import { createLongrunClient, jobOperation, type Endpoint } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cancelJobAction } from "../../src/providers/actions";
import { fakeFetch, hangs, jobAnswer, neverAnswers, rejectionOf, type FakeFetch } from "./fakeFetch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const REASON = { because: "unmounted" };

function setUp(fake: FakeFetch, headers?: Endpoint["headers"]) {
  const client = createLongrunClient({
    endpoints: { layers: { baseUrl: "https://relay.example", headers } },
    fetch: fake.fetch,
  });
  const controller = new AbortController();
  const { signal } = controller;
  return { controller, signal, read: () => client.read(jobOperation, { jobId: "job_1" }, { signal }) };
}

/** What a read must not leave behind once it is over. */
function expectNothingLeft(signal: AbortSignal): void {
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
}

describe("an abort rejects with the signal's own reason", () => {
  test("before the read: nothing is sent", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const { controller, signal, read } = setUp(fake);
    controller.abort(REASON);
    expect(await rejectionOf(read())).toBe(REASON);
    expect(fake.sent).toHaveLength(0);
    expectNothingLeft(signal);
  });

  test("right after the call: nothing is sent, since under StrictMode the first of two mounts goes away at once", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const { controller, signal, read } = setUp(fake);
    const rejection = rejectionOf(read());
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    expect(fake.sent).toHaveLength(0);
    expectNothingLeft(signal);
  });

  test("while it waits its turn: nothing is sent", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const { controller, signal, read } = setUp(fake);
    await read();
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fake.sent).toHaveLength(1);
    expectNothingLeft(signal);
  });

  test("while the headers function runs: nothing is sent", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const { controller, signal, read } = setUp(
      fake,
      () => new Promise((resolve) => setTimeout(() => resolve({}), 1_000)),
    );
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fake.sent).toHaveLength(0);
    expectNothingLeft(signal);
  });

  test("between the 401 and the second try: nothing more is sent", async () => {
    const fake = fakeFetch(() => new Response(null, { status: 401 }));
    const headers = vi
      .fn<() => Promise<HeadersInit>>(() => new Promise((resolve) => setTimeout(() => resolve({}), 1_000)))
      .mockImplementationOnce(async () => ({}));
    const { controller, signal, read } = setUp(fake, headers);
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(fake.sent).toHaveLength(1);
    expectNothingLeft(signal);
  });

  test.each([
    ["a fetch that heeds its signal", hangs],
    ["a fetch that ignores it", neverAnswers],
    [
      "a fetch that answers it with an error of its own",
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new TypeError("fetch failed")))),
    ],
    [
      "a body that never ends",
      () => ({ status: 200, headers: new Headers(), json: () => new Promise(() => undefined) }) as Response,
    ],
  ] satisfies [string, Parameters<typeof fakeFetch>[0]][])("in flight, with %s", async (_, answer) => {
    const fake = fakeFetch(answer);
    const { controller, signal, read } = setUp(fake);
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    expect(fake.sent.map((request) => request.signal.aborted)).toEqual([true]);
    expectNothingLeft(signal);
  });

  test("at the very moment the connection fails", async () => {
    const { controller, read } = setUp(
      fakeFetch(async () => {
        controller.abort(REASON);
        throw new TypeError("fetch failed");
      }),
    );
    expect(await rejectionOf(read())).toBe(REASON);
  });
});

test("an action whose signal has aborted is not sent", async () => {
  const fake = fakeFetch(() => jobAnswer());
  const client = createLongrunClient({ fetch: fake.fetch });
  expect(
    await rejectionOf(act(client, cancelJobAction, { jobId: "job_1" }, { signal: AbortSignal.abort(REASON) })),
  ).toBe(REASON);
  expect(fake.sent).toHaveLength(0);
});

describe("nothing is left behind on a signal that lives on", () => {
  test.each([
    ["an answer", () => jobAnswer()],
    ["an error answer", () => new Response(null, { status: 500 })],
    ["an answer that is no job", () => new Response("<html>")],
    ["a failed connection", () => Promise.reject(new TypeError("fetch failed"))],
  ] satisfies [string, Parameters<typeof fakeFetch>[0]][])("after %s", async (_, answer) => {
    const { signal, read } = setUp(fakeFetch(answer));
    await read().catch(() => undefined);
    expectNothingLeft(signal);
  });

  test("after a time-out, be the fetch deaf", async () => {
    const { signal, read } = setUp(fakeFetch(neverAnswers));
    const rejection = rejectionOf(read());
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await rejection).toMatchObject({ code: "TIMEOUT" });
    expectNothingLeft(signal);
  });

  test("after a wait for a turn", async () => {
    const { signal, read } = setUp(fakeFetch(() => jobAnswer()));
    await read();
    const second = read();
    await vi.advanceTimersByTimeAsync(1_000);
    await second;
    expectNothingLeft(signal);
  });
});

test("an error that comes after the abort is nobody's unhandled rejection", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  let fail: (reason: unknown) => void = () => undefined;
  const { controller, read } = setUp(fakeFetch(() => new Promise((_, reject) => (fail = reject))));
  const rejection = rejectionOf(read());
  await vi.advanceTimersByTimeAsync(0);
  controller.abort(REASON);
  await rejection;
  fail(new TypeError("fetch failed"));
  vi.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
