import {
  backoff,
  createLongrunClient,
  defineOperation,
  fixed,
  isStalled,
  jobOperation,
  lineRequestOperation,
  waitFor,
  type Job,
  type LongrunClientOptions,
} from "longrun";
import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { completed, notFound, running, ScriptedServer, type Script } from "../hooks/scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

interface Waiting<Value> {
  readonly server: ScriptedServer;
  readonly updates: Value[];
  /** `pending`, or how it ended. */
  readonly outcome: () => unknown;
}

function wait(
  script: Script,
  options: { signal?: AbortSignal; timeoutMs?: number; client?: LongrunClientOptions; jobId?: string } = {},
): Waiting<Job> {
  const server = new ScriptedServer(script);
  const client = createLongrunClient({ fetch: server.fetch, ...options.client });
  const updates: Job[] = [];
  let outcome: unknown = "pending";
  waitFor(
    jobOperation,
    { jobId: options.jobId ?? "job_1" },
    { client, signal: options.signal, timeoutMs: options.timeoutMs, onUpdate: (job) => updates.push(job) },
  ).then(
    (job) => (outcome = job),
    (error: unknown) => (outcome = error),
  );
  return { server, updates, outcome: () => outcome };
}

const gaps = ({ requests }: ScriptedServer): number[] =>
  requests.slice(1).map(({ atMs }, index) => atMs - (requests[index]?.atMs ?? 0));

describe("the end", () => {
  test.each(["completed", "failed", "canceled"])("a job that has %s is a value, not an error", async (status) => {
    const waiting = wait((_request, count) => ({ body: running("job_1", count < 4 ? {} : { status }) }));
    await pass(60_000);
    expect(waiting.outcome()).toMatchObject({ status, isTerminal: true });
    expect(waiting.server.requests).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
    await pass(600_000);
    expect(waiting.server.requests).toHaveLength(4);
  });

  test("a status that nobody knows is waited through, slowly", async () => {
    const waiting = wait((_request, count) => ({
      body: running("job_1", { status: count < 4 ? "on_hold" : "completed" }),
    }));
    await pass(20_000);
    expect(waiting.outcome()).toBe("pending");
    await pass(20_000);
    expect(waiting.outcome()).toMatchObject({ status: "completed" });
  });

  test.each([
    ["a 404", notFound, "NOT_FOUND"],
    ["a 401", { status: 401 }, "UNAUTHENTICATED"],
    ["a 403", { status: 403 }, "FORBIDDEN"],
    ["a 410", { status: 410 }, "NOT_FOUND"],
  ])("%s rejects at once", async (_name, answer, code) => {
    const waiting = wait(answer);
    await pass(0);
    expect(waiting.outcome()).toMatchObject({ name: "OperationError", code, retryable: false });
    expect(waiting.server.requests).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("an invalid id rejects and sends nothing", async () => {
    const waiting = wait({ body: running("job_1") }, { jobId: "../whoami" });
    await pass(0);
    expect(waiting.outcome()).toMatchObject({ code: "INVALID_ID" });
    expect(waiting.server.requests).toEqual([]);
  });
});

describe("transient failures", () => {
  test.each([
    ["a lost network", { lost: true }],
    ["a 500", { status: 500 }],
    ["a 408", { status: 408 }],
    ["an HTML page", { body: "<!doctype html>" }],
    ["another job's answer", { body: completed("job_2") }],
    ["a 304 nobody asked for", { status: 304 }],
    ["a server that hangs", { hangs: true }],
  ])("%s is lived through", async (_name, failure) => {
    const waiting = wait((_request, count) =>
      count === 1 || count === 3 ? failure : { body: count < 5 ? running("job_1") : completed("job_1") },
    );
    await pass(120_000);
    expect(waiting.outcome()).toMatchObject({ status: "completed" });
    expect(waiting.server.requests).toHaveLength(5);
  });

  test("failures in a row are asked about ever more slowly, and an answer starts anew", async () => {
    const waiting = wait((_request, count) =>
      count < 6
        ? { lost: true }
        : count === 6
          ? { body: running("job_1") }
          : count === 7
            ? { lost: true }
            : { body: completed("job_1") },
    );
    await pass(300_000);
    const waits = gaps(waiting.server);
    for (const [index, atLeast] of [2_000, 4_000, 8_000, 16_000, 30_000].entries())
      expect(waits[index]).toBeGreaterThanOrEqual(atLeast);
    expect(waits[6]).toBeLessThan(3_000);
  });

  test.each(["30", "Wed, 01 Jan 2031 00:00:30 GMT"])("Retry-After: %s is waited for", async (retryAfter) => {
    vi.setSystemTime("2031-01-01T00:00:00Z");
    const waiting = wait((_request, count) =>
      count === 1 ? { status: 429, headers: { "retry-after": retryAfter } } : { body: completed("job_1") },
    );
    await pass(29_900);
    expect(waiting.server.requests).toHaveLength(1);
    await pass(10_000);
    expect(waiting.outcome()).toMatchObject({ status: "completed" });
  });

  test("Retry-After on a 200 is waited for as well", async () => {
    const waiting = wait((_request, count) =>
      count === 1 ? { body: running("job_1"), headers: { "retry-after": "30" } } : { body: completed("job_1") },
    );
    await pass(29_900);
    expect(waiting.server.requests).toHaveLength(1);
    await pass(2_000);
    expect(waiting.outcome()).toMatchObject({ status: "completed" });
  });
});

describe("abort", () => {
  const reason = new Error("the user left");

  test.each<[string, Script, number]>([
    ["before it began", { body: running("job_1") }, -1],
    ["while the answer is awaited", { hangs: true }, 3_000],
    ["between two polls", { body: running("job_1") }, 9_000],
    ["while a failure is waited out", { lost: true }, 9_000],
    ["while Retry-After is waited out", { status: 429, headers: { "retry-after": "600" } }, 20_000],
    [
      "while the gate holds the read back",
      (_request, count) =>
        count === 1 ? { body: running("job_1"), headers: { "retry-after": "600" } } : { body: completed("job_1") },
      20_000,
    ],
  ])("%s rejects with the signal's reason and leaves nothing behind", async (_name, script, afterMs) => {
    const controller = new AbortController();
    if (afterMs < 0) controller.abort(reason);
    const waiting = wait(script, { signal: controller.signal });
    await pass(Math.max(0, afterMs));
    if (afterMs >= 0) expect(waiting.outcome()).toBe("pending");
    controller.abort(reason);
    await pass(0);
    expect(waiting.outcome()).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    const sent = waiting.server.requests.length;
    await pass(1_200_000);
    expect(waiting.server.requests).toHaveLength(sent);
    expect(waiting.server.requests.every(({ signal }) => signal?.aborted !== false || afterMs !== 3_000)).toBe(true);
  });

  test("a signal that outlives many waits gathers no listeners", async () => {
    const { signal } = new AbortController();
    for (let index = 0; index < 20; index += 1) {
      const waiting = wait((_request, count) => ({ body: count < 3 ? running("job_1") : completed("job_1") }), {
        signal,
        timeoutMs: 60_000,
      });
      await pass(10_000);
      expect(waiting.outcome()).toMatchObject({ status: "completed" });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("timeoutMs", () => {
  test.each<[string, Script]>([
    ["between two polls", { body: running("job_1") }],
    ["while the answer is awaited", { hangs: true }],
    ["while a failure is waited out", { lost: true }],
  ])("is the longest it waits, %s", async (_name, script) => {
    const waiting = wait(script, { timeoutMs: 11_000 });
    await pass(10_999);
    expect(waiting.outcome()).toBe("pending");
    await pass(1);
    expect(waiting.outcome()).toMatchObject({ name: "OperationError", code: "TIMEOUT", operation: "layers.job" });
    expect(String(waiting.outcome())).toContain("11000 ms");
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([0, -1, Number.NaN, 2 ** 31])("%s is refused", async (timeoutMs) => {
    const waiting = wait({ body: running("job_1") }, { timeoutMs });
    await pass(0);
    expect(waiting.outcome()).toBeInstanceOf(RangeError);
    expect(waiting.server.requests).toEqual([]);
  });
});

describe("onUpdate", () => {
  test.each([true, false])(
    "is called with each value that differs, the terminal one included (ETag: %s)",
    async (etag) => {
      const progress = [0.1, 0.1, 0.2, 0.2, 0.2, 0.3];
      const waiting = wait(({ headers }, count) => {
        const at = progress[count - 1];
        if (etag && headers.get("if-none-match") === `"${at}"`) return { status: 304 };
        return {
          body: at === undefined ? completed("job_1") : running("job_1", { progress: at }),
          ...(etag ? { headers: { etag: `"${at}"` } } : {}),
        };
      });
      await pass(120_000);
      expect(waiting.updates.map((job) => job.progress)).toEqual([0.1, 0.2, 0.3, 1]);
      expect(waiting.updates.at(-1)).toBe(waiting.outcome());
    },
  );

  test("an ETag that alone is new is no update", async () => {
    const waiting = wait((_request, count) => ({ body: running("job_1"), headers: { etag: `"${count}"` } }));
    await pass(30_000);
    expect(waiting.server.requests.length).toBeGreaterThan(4);
    expect(waiting.server.requests.at(-1)?.headers.get("if-none-match")).toBe(
      `"${waiting.server.requests.length - 1}"`,
    );
    expect(waiting.updates).toHaveLength(1);
  });

  test("what it throws ends the wait", async () => {
    const server = new ScriptedServer({ body: running("job_1") });
    const thrown = new Error("mine");
    const waiting = waitFor(
      jobOperation,
      { jobId: "job_1" },
      {
        client: createLongrunClient({ fetch: server.fetch }),
        onUpdate: () => {
          throw thrown;
        },
      },
    );
    await expect(waiting).rejects.toBe(thrown);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("tells what isStalled needs: counted from the last change, not from the start", async () => {
    const waiting = wait((_request, count) => ({
      body: running("job_1", { progress: count === 1 ? 0.1 : 0.2, startedAt: "2020-01-01T00:00:00Z", beat: count }),
    }));
    await pass(60_000);
    expect(isStalled(waiting.updates.at(-1), Date.now())).toBe(false);
    await pass(300_000);
    expect(isStalled(waiting.updates.at(-1), Date.now())).toBe(true);
  });
});

test("two waits for one job keep their polls a second apart", async () => {
  const server = new ScriptedServer({ body: running("job_1") });
  const client = createLongrunClient({ fetch: server.fetch });
  const controller = new AbortController();
  const waits = [1, 2, 3].map(() =>
    waitFor(jobOperation, { jobId: "job_1" }, { client, signal: controller.signal }).catch(() => "left"),
  );
  await pass(30_000);
  expect(server.requests.length).toBeGreaterThan(10);
  expect(Math.min(...gaps(server))).toBeGreaterThanOrEqual(1_000);
  controller.abort();
  expect(await Promise.all(waits)).toEqual(["left", "left", "left"]);
});

test("a line request is waited for at its own pace", async () => {
  const server = new ScriptedServer((_request, count) => ({
    body: { status: count < 6 ? "provisioning" : "active", line: { _id: "6a0" } },
  }));
  const waiting = waitFor(
    lineRequestOperation,
    { lineRequestId: "6a0" },
    { client: createLongrunClient({ fetch: server.fetch }) },
  );
  await pass(300_000);
  expect(await waiting).toMatchObject({ status: "active", outcome: "success" });
  expect(gaps(server)[0]).toBeGreaterThanOrEqual(2_000);
});

test.each([Number.NaN, 0, -5])("a cadence that gives %s is reported, and does not hammer the server", async (ms) => {
  const report = vi.fn();
  vi.stubGlobal("reportError", report);
  const odd = defineOperation({
    name: "acme.odd",
    endpoint: "acme",
    path: "/v1/odd/:id",
    schema: z.looseObject({ status: z.string() }),
    statuses: { going: null, done: "success" },
    cadence: () => ms,
  });
  const server = new ScriptedServer({ body: { status: "going" } });
  const controller = new AbortController();
  const waiting = waitFor(
    odd,
    { id: "1" },
    { client: createLongrunClient({ fetch: server.fetch }), signal: controller.signal },
  ).catch(() => undefined);
  await pass(20_000);
  expect(server.requests.length).toBeLessThan(10);
  expect(String(report.mock.calls[0]?.[0])).toContain("acme.odd: its cadence gave");
  controller.abort();
  await waiting;
});

test("backoff and fixed are the cadences it is waited at", async () => {
  for (const cadence of [fixed(7_000), backoff({ initialMs: 7_000, factor: 1, maxMs: 7_000, jitter: 0 })]) {
    const steady = defineOperation({
      name: "acme.steady",
      endpoint: "acme",
      path: "/v1/steady/:id",
      schema: z.looseObject({ status: z.string() }),
      statuses: { going: null, done: "success" },
      cadence,
    });
    const server = new ScriptedServer((_request, count) => ({ body: { status: count < 5 ? "going" : "done" } }));
    const waiting = waitFor(steady, { id: "1" }, { client: createLongrunClient({ fetch: server.fetch }) });
    await pass(60_000);
    await waiting;
    expect(gaps(server)).toEqual([7_000, 7_000, 7_000, 7_000]);
  }
});
