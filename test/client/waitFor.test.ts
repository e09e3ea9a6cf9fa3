import { getEventListeners } from "node:events";
import { createLongrunClient, fixed, jobOperation, waitFor, type Job, type WaitForOptions } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeFetch, hangs, jobAnswer, rejectionOf, type FakeFetch } from "./fakeFetch";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 3, 18) });
});
afterEach(() => {
  vi.useRealTimers();
});

type Options = WaitForOptions<Awaited<ReturnType<typeof waitFor<typeof jobOperation>>>>;

function waiting({ fetch }: FakeFetch, options: Options = {}) {
  return waitFor(jobOperation, { jobId: "job_1" }, { client: createLongrunClient({ fetch }), ...options });
}

const COMPLETED = { status: "completed", stage: "finalizing", progress: 1 };

describe("waiting for an operation", () => {
  test.each(["completed", "failed", "canceled"])("ends with its value once it is %s, whatever the outcome", async (status) => {
    const fake = fakeFetch((_, index) => jobAnswer(index < 3 ? {} : { status }));
    const job = waiting(fake);
    await vi.runAllTimersAsync();
    expect(await job).toMatchObject({ status, isTerminal: true });
    expect(fake.sent).toHaveLength(4);
  });

  test("keeps its cadence: about two seconds at first, ten in the end", async () => {
    const times: number[] = [];
    const fake = fakeFetch((_, index) => {
      times.push(Date.now());
      return jobAnswer(index < 15 ? {} : COMPLETED);
    });
    const job = waiting(fake);
    await vi.runAllTimersAsync();
    await job;
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(1_600);
    expect(gaps[0]).toBeLessThanOrEqual(2_400);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(8_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
  });

  test("keeps the operation's own cadence", async () => {
    const fake = fakeFetch((_, index) => jobAnswer(index < 2 ? {} : COMPLETED));
    const job = waitFor({ ...jobOperation, cadence: fixed(60_000) }, { jobId: "job_1" }, { client: createLongrunClient({ fetch: fake.fetch }) });
    await vi.advanceTimersByTimeAsync(119_999);
    expect(fake.sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await job).toMatchObject({ status: "completed" });
  });

  test("tells each change once, the last included, and unchanged answers never", async () => {
    const answers = [jobAnswer({}, { etag: '"1"' }), new Response(null, { status: 304 }), jobAnswer(), jobAnswer({ stage: "assembling" }), jobAnswer(COMPLETED)];
    const seen: (string | null | undefined)[] = [];
    const fake = fakeFetch((_, index) => answers[index] ?? hangsForEver());
    const job = waiting(fake, { onUpdate: ({ stage }) => void seen.push(stage) });
    await vi.runAllTimersAsync();
    await job;
    expect(seen).toEqual(["planning", "assembling", "finalizing"]);
    expect(fake.sent[1]?.headers.get("if-none-match")).toBe('"1"');
  });
});

describe("a failure", () => {
  test.each([
    ["a failed connection", () => Promise.reject(new TypeError("fetch failed"))],
    ["HTTP 503", () => new Response(null, { status: 503 })],
    ["HTTP 429", () => new Response(null, { status: 429 })],
    ["a page in place of JSON", () => new Response("<html>")],
  ] satisfies [string, () => Response | Promise<Response>][])("that may heal (%s) is lived through", async (_, failing) => {
    const fake = fakeFetch((_request, index) => (index === 1 || index === 2 ? failing() : jobAnswer(index < 4 ? {} : COMPLETED)));
    const job = waiting(fake);
    await vi.runAllTimersAsync();
    expect(await job).toMatchObject({ status: "completed" });
    expect(fake.sent).toHaveLength(5);
  });

  test("is asked about again no sooner than Retry-After says", async () => {
    const fake = fakeFetch((_, index) => (index === 0 ? new Response(null, { status: 429, headers: { "retry-after": "120" } }) : jobAnswer(COMPLETED)));
    const job = waiting(fake);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(fake.sent).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(await job).toMatchObject({ status: "completed" });
  });

  test.each([400, 401, 403, 404, 410, 422])("that no asking again mends (HTTP %i) ends the wait at once", async (status) => {
    const fake = fakeFetch(() => new Response(null, { status }));
    expect(await rejectionOf(waiting(fake))).toMatchObject({ name: "OperationError", httpStatus: status, retryable: false });
    expect(fake.sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("of the caller's own onUpdate ends the wait with it", async () => {
    const broken = new Error("broken");
    const fake = fakeFetch(() => jobAnswer());
    const rejection = waiting(fake, {
      onUpdate: () => {
        throw broken;
      },
    });
    expect(await rejectionOf(rejection)).toBe(broken);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("an id that is none ends the wait before anything is sent", async () => {
  const fake = fakeFetch(() => jobAnswer());
  expect(await rejectionOf(waitFor(jobOperation, { jobId: "../whoami" }, { client: createLongrunClient({ fetch: fake.fetch }) }))).toMatchObject({ code: "INVALID_ID" });
  expect(fake.sent).toHaveLength(0);
});

describe("timeoutMs", () => {
  test("is the longest wait in all, between two polls as well as within one", async () => {
    for (const answer of [() => jobAnswer(), hangs] satisfies Parameters<typeof fakeFetch>[0][]) {
      const rejection = rejectionOf(waiting(fakeFetch(answer), { timeoutMs: 5_000 }));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await rejection).toMatchObject({ code: "TIMEOUT", operation: "layers.job", message: expect.stringContaining("not settled within 5000 ms") });
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  test("that the operation beats leaves no timer behind", async () => {
    expect(await waiting(fakeFetch(() => jobAnswer(COMPLETED)), { timeoutMs: 5_000 })).toMatchObject({ status: "completed" });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])("of %j is refused", async (timeoutMs) => {
    const fake = fakeFetch(() => jobAnswer());
    expect(await rejectionOf(waiting(fake, { timeoutMs }))).toBeInstanceOf(RangeError);
    expect(fake.sent).toHaveLength(0);
  });
});

describe("an abort rejects with the signal's own reason and stops the polling", () => {
  const REASON = { because: "left" };

  test("before the first read", async () => {
    const fake = fakeFetch(() => jobAnswer());
    expect(await rejectionOf(waiting(fake, { signal: AbortSignal.abort(REASON) }))).toBe(REASON);
    expect(fake.sent).toHaveLength(0);
  });

  test.each([
    ["between two polls", () => jobAnswer()],
    ["in flight", hangs],
    ["while a failure is waited out", () => new Response(null, { status: 503 })],
  ] satisfies [string, Parameters<typeof fakeFetch>[0]][])("%s", async (_, answer) => {
    const fake = fakeFetch(answer);
    const controller = new AbortController();
    const rejection = rejectionOf(waiting(fake, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort(REASON);
    expect(await rejection).toBe(REASON);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.sent).toHaveLength(1);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("and a long wait keeps one listener on the signal, however many polls it takes", async () => {
    const fake = fakeFetch(() => jobAnswer());
    const controller = new AbortController();
    const rejection = rejectionOf(waiting(fake, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fake.sent.length).toBeGreaterThan(30);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort(REASON);
    await rejection;
  });
});

test("the value's type is the operation's own", async () => {
  const job: Job = await waiting(fakeFetch(() => jobAnswer(COMPLETED)));
  expect(job.kind).toBe("content_generate");
});

function hangsForEver(): Promise<Response> {
  return new Promise(() => undefined);
}
