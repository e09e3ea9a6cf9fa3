import { useJobs, type Job } from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "./renderWatch";
import { completed, jobIdOf, notFound, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shown = (results: readonly { readonly data: Job | undefined }[]): (string | undefined)[] => results.map(({ data }) => data?.jobId);

test("results come in the order of the ids, repeated ids included", async () => {
  const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
  const hook = renderWatch(setup, ({ ids }: { readonly ids: string[] }) => shown(useJobs(ids)), { ids: ["job_b", "job_a", "job_b"] });
  await pass(500);
  expect(hook.result.current).toEqual(["job_b", "job_a", "job_b"]);
  expect(setup.server.requests).toHaveLength(2);
  hook.rerender({ ids: ["job_a", "job_c"] });
  await pass(500);
  expect(hook.result.current).toEqual(["job_a", "job_c"]);
});

test("each job is polled until it is settled, and one that is missing disturbs no other", async () => {
  const setup = setUp((request) => (jobIdOf(request) === "job_x" ? notFound : { body: jobIdOf(request) === "job_1" ? completed("job_1") : running(jobIdOf(request)) }));
  const hook = renderWatch(setup, () => useJobs(["job_1", "job_2", "job_x"]).map(({ data, error }) => data?.status ?? error?.code));
  await pass(60_000);
  expect(hook.result.current).toEqual(["completed", "running", "NOT_FOUND"]);
  expect(setup.server.about("job_1")).toHaveLength(1);
  expect(setup.server.about("job_x")).toHaveLength(1);
  expect(setup.server.about("job_2").length).toBeGreaterThan(5);
});

test("no ids, no requests", async () => {
  const setup = setUp({ body: {} });
  const hook = renderWatch(setup, () => useJobs([]));
  await pass(10_000);
  expect(hook.result.current).toEqual([]);
  expect(setup.server.requests).toEqual([]);
});

test("what many jobs answer in one moment is rendered together", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `job_${index}`);
  const setup = setUp((request) => ({ body: running(jobIdOf(request)), afterMs: 1 + Number(jobIdOf(request).slice(4)) }));
  let renders = 0;
  const hook = renderWatch(setup, () => {
    renders += 1;
    return shown(useJobs(ids));
  });
  for (let ms = 0; ms < 400; ms += 1) await pass(1);
  expect(hook.result.current).toEqual(ids);
  expect(renders).toBeLessThan(20);
});

test("under StrictMode, and after the last component has left, nothing is asked twice or for ever", async () => {
  const setup = setUp((request) => ({ body: running(jobIdOf(request)) }), { strict: true });
  const hook = renderWatch(setup, () => shown(useJobs(["job_1", "job_2"])));
  await pass(900);
  expect(hook.result.current).toEqual(["job_1", "job_2"]);
  expect(setup.server.requests).toHaveLength(2);
  hook.unmount();
  await pass(60_000);
  expect(setup.server.requests).toHaveLength(2);
});
