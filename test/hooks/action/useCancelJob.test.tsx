import { focusManager } from "@tanstack/react-query";
import { useCancelJob, useJob, type CancelJobResult } from "longrun";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp, type WatchSetup } from "../renderWatch";
import { completed, jobIdOf, notFound, running, type ScriptedAnswer, type ScriptedRequest } from "../scriptedServer";

const unhandled = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  unhandled.mockReset();
  process.on("unhandledRejection", unhandled);
});
afterEach(() => {
  process.off("unhandledRejection", unhandled);
  vi.useRealTimers();
  focusManager.setFocused(undefined);
});

const accepted: ScriptedAnswer = { status: 202, body: { jobId: "job_1", accepted: true } };
const stageRefuses: ScriptedAnswer = {
  status: 409,
  body: {
    error: {
      code: "CONFLICT",
      message: "Too late.",
      requestId: "req_1",
      details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" },
    },
  },
};

const posts = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "POST");
const reads = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "GET");

/** A screen that watches a job and can cancel it. */
function useScreen(jobId = "job_1") {
  const { data, error } = useJob(jobId);
  return { data, error, cancel: useCancelJob(jobId) };
}

/** Answers reads with a running job and the cancel with what is given. */
const cancelAnswers =
  (answer: ScriptedAnswer) =>
  (request: ScriptedRequest): ScriptedAnswer =>
    request.method === "POST" ? answer : { body: running(jobIdOf(request)) };

async function canceled(
  answer: ScriptedAnswer,
): Promise<{ setup: WatchSetup; cancel: ReturnType<typeof useCancelJob> }> {
  const setup = setUp(cancelAnswers(answer));
  const hook = renderWatch(setup, () => useScreen());
  await pass(5_000);
  hook.result.current.cancel.mutate();
  await pass(100);
  return { setup, cancel: hook.result.current.cancel };
}

describe("each documented answer is a result", () => {
  test.each<[string, ScriptedAnswer, CancelJobResult]>([
    ["202, it will stop", accepted, { jobId: "job_1", accepted: true }],
    [
      "200, it had completed",
      { body: { jobId: "job_1", accepted: false, reason: "ALREADY_COMPLETED" } },
      { jobId: "job_1", accepted: false, reason: "ALREADY_COMPLETED" },
    ],
    [
      "200, it had failed",
      { body: { jobId: "job_1", accepted: false, reason: "ALREADY_FAILED" } },
      { jobId: "job_1", accepted: false, reason: "ALREADY_FAILED" },
    ],
    [
      "409, its stage refuses",
      stageRefuses,
      { jobId: "job_1", accepted: false, reason: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" },
    ],
  ])("%s", async (_name, answer, result) => {
    const { setup, cancel } = await canceled(answer);
    expect(cancel).toMatchObject({ isSuccess: true, error: null });
    expect(cancel.data).toEqual(result);
    expect(posts(setup).map(({ path, body }) => [path, body])).toEqual([
      ["/api/longrun/layers/v1/jobs/job_1/cancel", {}],
    ]);
  });
});

test.each([
  [409, { error: { code: "CONFLICT", message: "Another thing." } }, "CONFLICT"],
  [409, { error: { code: "CONFLICT", message: "?", details: "JOB_CANCEL_UNAVAILABLE" } }, "CONFLICT"],
  [403, { error: { code: "FORBIDDEN_SCOPE", message: "No." } }, "FORBIDDEN_SCOPE"],
  [404, { error: { code: "NOT_FOUND", message: "No." } }, "NOT_FOUND"],
])("any other %i is an error, tried once", async (status, body, code) => {
  const { setup, cancel } = await canceled({ status, body });
  await pass(20_000);
  expect(cancel.data).toBeUndefined();
  expect(cancel.error).toMatchObject({
    name: "OperationError",
    operation: "layers.job",
    code,
    httpStatus: status,
    retryable: false,
  });
  expect(posts(setup)).toHaveLength(1);
  expect(unhandled).not.toHaveBeenCalled();
});

test("an invalid id sends nothing", async () => {
  const setup = setUp(accepted);
  const hook = renderWatch(setup, () => useCancelJob("../whoami"));
  hook.result.current.mutate();
  await pass(20_000);
  expect(setup.server.requests).toEqual([]);
  expect(hook.result.current.error).toMatchObject({ code: "INVALID_ID" });
});

test("a lost answer is tried again twice, ever more slowly; then it is an error that nobody need catch", async () => {
  const setup = setUp({ lost: true });
  const hook = renderWatch(setup, () => useCancelJob("job_1"));
  hook.result.current.mutate();
  await pass(60_000);
  const times = posts(setup).map(({ atMs }) => atMs);
  expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([1_000, 2_000]);
  expect(hook.result.current.error).toMatchObject({ code: "NETWORK" });
  expect(unhandled).not.toHaveBeenCalled();
});

test("Retry-After is waited for before the next try", async () => {
  const setup = setUp((_request, count) =>
    count === 1 ? { status: 429, headers: { "retry-after": "20" } } : accepted,
  );
  const hook = renderWatch(setup, () => useCancelJob("job_1"));
  hook.result.current.mutate();
  await pass(19_900);
  expect(posts(setup)).toHaveLength(1);
  await pass(200);
  expect(hook.result.current.data).toEqual({ jobId: "job_1", accepted: true });
});

test("mutateAsync rejects with the error", async () => {
  const setup = setUp(notFound);
  const hook = renderWatch(setup, () => useCancelJob("job_1"));
  const rejected = expect(hook.result.current.mutateAsync()).rejects.toMatchObject({ code: "NOT_FOUND" });
  await pass(100);
  await rejected;
});

describe("the next poll", () => {
  test("comes at once after an accepted cancel, and every two seconds until the status flips", async () => {
    let stopped = false;
    const setup = setUp((request) =>
      request.method === "POST" ? accepted : { body: running("job_1", stopped ? { status: "canceled" } : {}) },
    );
    const hook = renderWatch(setup, () => useScreen());
    await pass(60_000);
    // Ten seconds apart by now; the cancel comes two seconds after a poll.
    const before = reads(setup).length;
    while (Date.now() - (reads(setup).at(-1)?.atMs ?? 0) < 2_000) await pass(100);
    hook.result.current.cancel.mutate();
    await pass(100);
    expect(reads(setup)).toHaveLength(before + 1);
    await pass(6_500);
    expect(reads(setup).length).toBeGreaterThanOrEqual(before + 4);
    stopped = true;
    await pass(2_500);
    expect(hook.result.current.data).toMatchObject({ status: "canceled", outcome: "canceled", isTerminal: true });
    const settled = reads(setup).length;
    await pass(60_000);
    expect(reads(setup)).toHaveLength(settled);
  });

  test("is never within a second of the last, however often one presses", async () => {
    const setup = setUp(cancelAnswers(accepted));
    const hook = renderWatch(setup, () => useScreen());
    for (let press = 0; press < 40; press += 1) {
      await pass(130);
      hook.result.current.cancel.mutate();
    }
    await pass(5_000);
    const times = reads(setup).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThan(5);
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(1_000);
  });

  test("comes at once too when the job had ended: the screen did not know", async () => {
    const setup = setUp((request) =>
      request.method === "POST"
        ? { body: { accepted: false, reason: "ALREADY_COMPLETED" } }
        : { body: reads(setup).length < 20 ? running("job_1") : completed("job_1") },
    );
    const hook = renderWatch(setup, () => useScreen());
    while (reads(setup).length < 19) await pass(1_000);
    await pass(2_000);
    hook.result.current.cancel.mutate();
    await pass(100);
    expect(hook.result.current.data?.status).toBe("completed");
  });

  test("asks nothing where nobody watches, and nothing where watching is disabled", async () => {
    const setup = setUp(cancelAnswers(accepted));
    const hook = renderWatch(setup, () => {
      useJob("job_1", { enabled: false });
      return useCancelJob("job_1");
    });
    hook.result.current.mutate();
    await pass(30_000);
    expect(reads(setup)).toEqual([]);
  });
});

describe("a 404 after an accepted cancel", () => {
  test("is given grace for ten seconds, and the watch goes on when it passes", async () => {
    let lagging = false;
    const setup = setUp((request) =>
      request.method === "POST" ? accepted : lagging ? notFound : { body: running("job_1") },
    );
    const hook = renderWatch(setup, () => useScreen());
    await pass(2_000);
    lagging = true;
    hook.result.current.cancel.mutate();
    await pass(5_000);
    expect(hook.result.current.error).toMatchObject({ code: "NOT_FOUND", httpStatus: 404, retryable: true });
    expect(hook.result.current.data?.status).toBe("running");
    lagging = false;
    await pass(3_000);
    expect(hook.result.current.error).toBeNull();
  });

  test("is fatal after that", async () => {
    let gone = false;
    const setup = setUp((request) =>
      request.method === "POST" ? accepted : gone ? notFound : { body: running("job_1") },
    );
    const hook = renderWatch(setup, () => useScreen());
    await pass(2_000);
    gone = true;
    hook.result.current.cancel.mutate();
    await pass(9_000);
    expect(hook.result.current.error?.retryable).toBe(true);
    await pass(4_000);
    expect(hook.result.current.error).toMatchObject({ code: "NOT_FOUND", retryable: false });
    const before = reads(setup).length;
    await pass(120_000);
    expect(reads(setup)).toHaveLength(before);
  });

  test("has none after a cancel that was refused", async () => {
    let gone = false;
    const setup = setUp((request) =>
      request.method === "POST" ? stageRefuses : gone ? notFound : { body: running("job_1") },
    );
    const hook = renderWatch(setup, () => useScreen());
    await pass(2_000);
    gone = true;
    hook.result.current.cancel.mutate();
    await pass(1_500);
    expect(hook.result.current.error).toMatchObject({ code: "NOT_FOUND", retryable: false });
  });
});

describe("when the id changes", () => {
  test("a try that is left still goes to the job it was meant for", async () => {
    const setup = setUp((_request, count) => (count === 1 ? { lost: true } : accepted));
    const hook = renderWatch(setup, ({ id }: { readonly id: string }) => useCancelJob(id), { id: "job_1" });
    hook.result.current.mutate();
    await pass(500);
    hook.rerender({ id: "job_2" });
    await pass(30_000);
    expect(posts(setup).map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => "/api/longrun/layers/v1/jobs/job_1/cancel"),
    );
  });

  test("the answer about the old job does not stand under the new one", async () => {
    const setup = setUp(cancelAnswers(stageRefuses));
    const frames: string[] = [];
    const useFrames = ({ id }: { readonly id: string }) => {
      const cancel = useCancelJob(id);
      useEffect(() => void frames.push(`${id} ${cancel.status}`));
      return cancel;
    };
    const hook = renderWatch(setup, useFrames, { id: "job_1" });
    hook.result.current.mutate();
    await pass(100);
    expect(hook.result.current.data?.reason).toBe("JOB_CANCEL_UNAVAILABLE");
    hook.rerender({ id: "job_2" });
    await pass(0);
    expect(hook.result.current).toMatchObject({ status: "idle", data: undefined });
    const ofNew = (): string[] => frames.filter((frame) => frame.startsWith("job_2"));
    expect(ofNew()).toEqual(["job_2 idle"]);
    hook.result.current.mutate();
    await pass(100);
    expect(ofNew().at(-1)).toBe("job_2 success");
  });
});

test("under StrictMode one press cancels once", async () => {
  const setup = setUp(cancelAnswers(accepted), { strict: true });
  const hook = renderWatch(setup, () => useScreen());
  await pass(1_000);
  hook.result.current.cancel.mutate();
  await pass(100);
  expect(posts(setup)).toHaveLength(1);
  expect(hook.result.current.cancel.data).toEqual({ jobId: "job_1", accepted: true });
});
