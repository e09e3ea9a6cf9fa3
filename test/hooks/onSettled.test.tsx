import { useJob, useJobs } from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "./renderWatch";
import { completed, jobIdOf, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([false, true])("onSettled fires once when the job ends, witnessed (StrictMode: %s)", async (strict) => {
  const onSettled = vi.fn();
  const setup = setUp((_request, count) => ({ body: count < 3 ? running("job_1") : completed("job_1") }), { strict });
  const hook = renderWatch(setup, () => useJob("job_1", { onSettled }));
  await pass(60_000);
  hook.rerender();
  await pass(60_000);
  expect(onSettled).toHaveBeenCalledTimes(1);
  expect(onSettled).toHaveBeenCalledWith(expect.objectContaining({ status: "completed", outcome: "success" }), {
    witnessed: true,
  });
});

test("work that had ended before is settled, and not witnessed", async () => {
  const onSettled = vi.fn();
  const setup = setUp({ body: completed("job_1") });
  renderWatch(setup, () => useJob("job_1", { onSettled }));
  await pass(1_000);
  expect(onSettled).toHaveBeenCalledTimes(1);
  expect(onSettled.mock.calls[0]?.[1]).toEqual({ witnessed: false });
});

test("a hook that is mounted anew finds the job settled, not witnessed", async () => {
  const onSettled = vi.fn();
  const setup = setUp((_request, count) => ({ body: count < 2 ? running("job_1") : completed("job_1") }));
  renderWatch(setup, () => useJob("job_1", { onSettled })).unmount();
  await pass(20_000);
  renderWatch(setup, () => useJob("job_1", { onSettled }));
  await pass(20_000);
  renderWatch(setup, () => useJob("job_1", { onSettled }));
  await pass(20_000);
  expect(onSettled.mock.calls.map(([, context]) => context as unknown)).toEqual([
    { witnessed: true },
    { witnessed: false },
  ]);
});

test("it fires once for each id: A, then B, then A again", async () => {
  const onSettled = vi.fn();
  const setup = setUp((request) => ({
    body: setup.server.about(jobIdOf(request)).length < 2 ? running(jobIdOf(request)) : completed(jobIdOf(request)),
  }));
  const hook = renderWatch(setup, ({ id }: { readonly id: string }) => useJob(id, { onSettled }), { id: "job_a" });
  await pass(20_000);
  hook.rerender({ id: "job_b" });
  await pass(20_000);
  hook.rerender({ id: "job_a" });
  await pass(20_000);
  expect(onSettled.mock.calls.map(([job, context]) => [(job as { jobId: string }).jobId, context as unknown])).toEqual([
    ["job_a", { witnessed: true }],
    ["job_b", { witnessed: true }],
  ]);
});

test("a job left unfinished, which ends meanwhile, is witnessed when the id comes back", async () => {
  const onSettled = vi.fn();
  let ended = false;
  const setup = setUp((request) => ({
    body: ended && jobIdOf(request) === "job_a" ? completed("job_a") : running(jobIdOf(request)),
  }));
  const hook = renderWatch(setup, ({ id }: { readonly id: string }) => useJob(id, { onSettled }), { id: "job_a" });
  await pass(5_000);
  hook.rerender({ id: "job_b" });
  ended = true;
  await pass(20_000);
  hook.rerender({ id: "job_a" });
  await pass(20_000);
  expect(onSettled.mock.calls.map(([, context]) => context as unknown)).toEqual([{ witnessed: true }]);
});

test("the callback of the latest render is the one that is called", async () => {
  const first = vi.fn();
  const second = vi.fn();
  const setup = setUp((_request, count) => ({ body: count < 2 ? running("job_1") : completed("job_1") }));
  const hook = renderWatch(
    setup,
    ({ onSettled }: { readonly onSettled: () => void }) => useJob("job_1", { onSettled }),
    { onSettled: first },
  );
  await pass(500);
  hook.rerender({ onSettled: second });
  await pass(20_000);
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledTimes(1);
});

test("onStatusChange tells the next and the previous status, and nothing on mount", async () => {
  const onStatusChange = vi.fn();
  const statuses = ["running", "running", "on_hold", "completed"];
  const setup = setUp((_request, count) => ({
    body: running("job_1", { status: statuses[count - 1] ?? "completed" }),
  }));
  renderWatch(setup, () => useJob("job_1", { onStatusChange }));
  await pass(60_000);
  expect(onStatusChange.mock.calls.map(([next, previous]) => [next as string, previous as string])).toEqual([
    ["unknown", "running"],
    ["completed", "unknown"],
  ]);
});

test("without callbacks a hook does not subscribe to data that nobody reads", async () => {
  let renders = 0;
  const setup = setUp((_request, count) => ({ body: running("job_1", { progress: count / 100 }) }));
  renderWatch(setup, () => {
    renders += 1;
    return useJob("job_1").isError;
  });
  await pass(60_000);
  expect(setup.server.requests.length).toBeGreaterThan(5);
  expect(renders).toBeLessThanOrEqual(2);
});

test("useJobs settles each job once", async () => {
  const onSettled = vi.fn();
  const setup = setUp((request) => ({ body: completed(jobIdOf(request)) }));
  const hook = renderWatch(setup, ({ ids }: { readonly ids: string[] }) => useJobs(ids, { onSettled }), {
    ids: ["job_1", "job_2", "job_1"],
  });
  await pass(10_000);
  hook.rerender({ ids: ["job_2", "job_3"] });
  await pass(10_000);
  expect(onSettled.mock.calls.map(([job]) => (job as { jobId: string }).jobId).sort()).toEqual([
    "job_1",
    "job_2",
    "job_3",
  ]);
});
