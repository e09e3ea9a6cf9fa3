import { isTerminal, JOB_STAGES, jobOperation, type JobKind } from "longrun";
import { describe, expect, test } from "vitest";
import { parseOperation } from "../../src/operations/value/parseOperation";
import { ask, askJson, frozenSimulator, HOUR, START } from "./harness";

const KINDS = Object.keys(JOB_STAGES) as JobKind[];

/** A job's answers at every hundredth of its time. */
function watched(simulator: ReturnType<typeof frozenSimulator>, jobId: string, durationMs: number) {
  const seen = [];
  for (let step = 0; step <= 100; step += 1) {
    seen.push(simulator.layers.getJob(jobId));
    simulator.advance(durationMs / 100);
  }
  return seen.map((job) => ({ status: job?.status, stage: job?.stage, progress: job?.progress as number | undefined }));
}

describe("a job", () => {
  test.each(KINDS)("of kind %s is queued, passes its stages in order and completes", (kind) => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind, durationMs: 100_000 });
    const seen = watched(simulator, jobId, 100_000);
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual(["queued", ...JOB_STAGES[kind]]);
    expect(seen.at(-1)).toEqual({ status: "completed", stage: JOB_STAGES[kind].at(-1), progress: 1 });
    expect(seen.slice(0, -1).every(({ status }) => status === "running")).toBe(true);
  });

  test.each(KINDS)("of kind %s takes its usual time, less than the time after which it counts as stalled", (kind) => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind });
    simulator.advance(60_000);
    expect(simulator.layers.getJob(jobId)?.status).toBe("running");
    simulator.advance(240_000);
    expect(simulator.layers.getJob(jobId)).toMatchObject({ status: "completed", result: expect.any(Object) });
  });

  test("reports no progress while it is queued", () => {
    const simulator = frozenSimulator();
    const job = simulator.layers.startJob({ kind: "appstore_ingest", durationMs: 100_000 });
    expect(job).toEqual({
      jobId: job.jobId,
      kind: "appstore_ingest",
      status: "running",
      stage: "queued",
      startedAt: "2026-04-18T19:20:11Z",
    });
    simulator.advance(2_000);
    expect(simulator.layers.getJob(job.jobId)).toMatchObject({ stage: "scraping", progress: 0 });
  });

  test("that fails stops at the checkpoint it had reached and says why", () => {
    const simulator = frozenSimulator();
    const error = { code: "QUOTA_EXCEEDED", message: "No credits left.", data: { left: 0 } };
    const { jobId } = simulator.layers.startJob({
      kind: "influencer_create",
      outcome: "failed",
      stopsAt: 0.8,
      durationMs: 50_000,
      error,
    });
    simulator.advance(49_999);
    expect(simulator.layers.getJob(jobId)).toMatchObject({ status: "running", progress: 0.79 });
    simulator.advance(1);
    expect(simulator.layers.getJob(jobId)).toMatchObject({
      status: "failed",
      stage: "rendering_reference",
      progress: 0.8,
      finishedAt: "2026-04-18T19:21:01Z",
      error,
    });
    expect(simulator.layers.getJob(jobId)).not.toHaveProperty("result");
  });

  test("that fails or is canceled without progress reports some at its end", () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({
      kind: "content_clone_from_post",
      outcome: "canceled",
      progress: "absent",
    });
    simulator.advance(10_000);
    expect(simulator.layers.getJob(jobId)).not.toHaveProperty("progress");
    simulator.advance(HOUR);
    expect(Object.keys(simulator.layers.getJob(jobId) ?? {})).toEqual([
      "jobId",
      "kind",
      "status",
      "stage",
      "progress",
      "startedAt",
      "finishedAt",
    ]);
    expect(simulator.layers.getJob(jobId)).toMatchObject({ status: "canceled", progress: 0.42 });
  });

  test("can have started earlier, and can run for ever", () => {
    const simulator = frozenSimulator();
    expect(
      simulator.layers.startJob({ kind: "content_generate", durationMs: 100_000, startedAgoMs: 51_000 }),
    ).toMatchObject({ progress: 0.5, startedAt: "2026-04-18T19:19:20Z" });
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: Infinity });
    simulator.advance(1_000 * HOUR);
    expect(simulator.layers.getJob(jobId)).toMatchObject({ status: "running", stage: "planning", progress: 0 });
  });

  test("keeps its end", () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 0 });
    const end = simulator.layers.getJob(jobId);
    expect(end?.status).toBe("completed");
    simulator.layers.cancelJob(jobId);
    expect(() => simulator.layers.settleJob(jobId, { outcome: "failed" })).toThrow(TypeError);
    simulator.advance(HOUR);
    expect(simulator.layers.getJob(jobId)).toEqual(end);
  });

  test("can be settled by hand", () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    simulator.advance(5_000);
    expect(simulator.layers.settleJob(jobId, { outcome: "completed", result: { mine: true } })).toMatchObject({
      status: "completed",
      progress: 1,
      stage: "finalizing",
      finishedAt: "2026-04-18T19:20:16Z",
      result: { mine: true },
    });
    expect(simulator.layers.jobs()).toEqual([simulator.layers.getJob(jobId)]);
  });

  test("can be patched on the wire, to a status that no table lists", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({
      kind: "content_generate",
      patch: (wire) => ({ ...wire, status: "paused", stage: "waiting_for_review", region: "eu" }),
    });
    const body = await askJson(simulator, `/v1/jobs/${jobId}`);
    expect(parseOperation(jobOperation, body, { jobId })).toMatchObject({
      status: "unknown",
      rawStatus: "paused",
      stage: "waiting_for_review",
      region: "eu",
      isTerminal: false,
    });
    expect(simulator.layers.getJob(jobId)?.status).toBe("running");
  });

  test.each([
    [{ kind: "tiktok_lease" }, "kind"],
    [{ kind: "content_generate", outcome: "running" }, "outcome"],
    [{ kind: "content_generate", durationMs: -1 }, "durationMs"],
    [{ kind: "content_generate", durationMs: Number.NaN }, "durationMs"],
    [{ kind: "content_generate", queuedMs: -1 }, "queuedMs"],
    [{ kind: "content_generate", startedAgoMs: -1 }, "startedAgoMs"],
    [{ kind: "content_generate", startedAgoMs: Infinity }, "startedAgoMs"],
    [{ kind: "content_generate", cancelAfterMs: -1 }, "cancelAfterMs"],
    [{ kind: "content_generate", stopsAt: 42 }, "stopsAt"],
    [{ kind: "content_generate", progress: "sideways" }, "progress"],
  ])("can't be started with %j", (options, named) => {
    const simulator = frozenSimulator();
    expect(() => simulator.layers.startJob(options as never)).toThrow(new RegExp(`^startJob\\(\\{ ${named} \\}\\)`));
    expect(simulator.layers.jobs()).toEqual([]);
  });
});

describe("progress", () => {
  const half = (progress: "linear" | "front" | "back" | "stairs" | "stuck" | "absent") => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({
      kind: "content_generate",
      durationMs: 100_000,
      queuedMs: 0,
      progress,
    });
    const seen = watched(simulator, jobId, 100_000).map((job) => job.progress);
    return { half: seen[50], late: seen[90], end: seen[100], distinct: new Set(seen).size, seen };
  };

  test.each([
    ["linear", 0.5, 0.9, 101],
    ["front", 0.75, 0.99, null],
    ["back", 0.25, 0.81, null],
    ["stairs", 0.4, 0.8, 6],
    ["stuck", 0.82, 0.99, null],
  ] as const)("of shape %s is %d at half time and %d shortly before the end", (shape, atHalf, late, distinct) => {
    const seen = half(shape);
    expect(seen).toMatchObject({ half: atHalf, late, end: 1 });
    if (distinct !== null) expect(seen.distinct).toBe(distinct);
    const values = seen.seen.map(Number);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  test("of shape absent is reported only at the end", () => {
    expect(half("absent")).toMatchObject({ half: undefined, late: undefined, end: 1, distinct: 2 });
  });

  test("can be given by a function, reported as it is", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({
      kind: "content_generate",
      durationMs: 100,
      queuedMs: 0,
      progress: (share) => (share < 0.5 ? null : 1.7),
    });
    expect(await askJson(simulator, `/v1/jobs/${jobId}`)).not.toHaveProperty("progress");
    simulator.advance(50);
    expect(await askJson(simulator, `/v1/jobs/${jobId}`)).toMatchObject({ progress: 1.7 });
  });
});

describe("a cancel", () => {
  const cancel = (simulator: ReturnType<typeof frozenSimulator>, jobId: string) =>
    ask(simulator, `/v1/jobs/${jobId}/cancel`, { method: "POST" });

  test("is accepted at once and takes effect a little later", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 100_000, queuedMs: 0 });
    simulator.advance(20_000);
    const answer = await cancel(simulator, jobId);
    expect([answer.status, await answer.json()]).toEqual([202, { jobId, accepted: true }]);
    simulator.advance(2_999);
    expect(simulator.layers.getJob(jobId)?.status).toBe("running");
    simulator.advance(1);
    const job = await askJson(simulator, `/v1/jobs/${jobId}`);
    expect(job).toEqual({
      jobId,
      kind: "content_generate",
      status: "canceled",
      stage: "generating_visuals",
      progress: 0.23,
      startedAt: "2026-04-18T19:20:11Z",
      finishedAt: "2026-04-18T19:20:34Z",
    });
    expect(isTerminal(parseOperation(jobOperation, job, { jobId }))).toBe(true);
  });

  test("asked for twice takes effect no later", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    await cancel(simulator, jobId);
    simulator.advance(2_000);
    expect((await cancel(simulator, jobId)).status).toBe(202);
    simulator.advance(1_000);
    expect(simulator.layers.getJob(jobId)?.status).toBe("canceled");
  });

  test("that would take effect after the end has none", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 10_000 });
    simulator.advance(8_000);
    expect((await cancel(simulator, jobId)).status).toBe(202);
    simulator.advance(HOUR);
    expect(simulator.layers.getJob(jobId)).toMatchObject({ status: "completed", finishedAt: "2026-04-18T19:20:21Z" });
  });

  test.each(["completed", "failed", "canceled"] as const)("of a job that is %s is not accepted", async (outcome) => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "content_generate", outcome, durationMs: 1_000 });
    simulator.advance(1_000);
    const answer = await cancel(simulator, jobId);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { jobId, accepted: false, reason: `ALREADY_${outcome.toUpperCase()}` },
    ]);
  });

  test("is refused in a stage that can't be undone, and only in that stage", async () => {
    const simulator = frozenSimulator();
    const { jobId } = simulator.layers.startJob({ kind: "project_ingest_github", durationMs: 150_000, queuedMs: 0 });
    simulator.advance(125_000);
    expect(simulator.layers.getJob(jobId)?.stage).toBe("opening_pr");
    const answer = await cancel(simulator, jobId);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      error: { code: "CONFLICT", details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" } },
    });
    simulator.advance(17_000);
    expect((await cancel(simulator, jobId)).status).toBe(202);
  });

  test("of an unknown job is a 404 over HTTP, and throws as a call", async () => {
    const simulator = frozenSimulator();
    expect((await cancel(simulator, "job_none")).status).toBe(404);
    expect(() => simulator.layers.cancelJob("job_none")).toThrow(TypeError);
    expect(START).toBe(simulator.now());
  });
});
