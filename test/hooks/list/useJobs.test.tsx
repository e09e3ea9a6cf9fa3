import { jobOperation, parseOperation, useJob, useJobs, type Job } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "../renderWatch";
import { completed, jobIdOf, notFound, running } from "../scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shown = (results: readonly { readonly data: Job | undefined }[]): (string | undefined)[] =>
  results.map(({ data }) => data?.jobId);

test("results come in the order of the ids, repeated ids included", async () => {
  const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
  const hook = renderWatch(setup, ({ ids }: { readonly ids: string[] }) => shown(useJobs(ids)), {
    ids: ["job_b", "job_a", "job_b"],
  });
  await pass(500);
  expect(hook.result.current).toEqual(["job_b", "job_a", "job_b"]);
  expect(setup.server.requests).toHaveLength(2);
  hook.rerender({ ids: ["job_a", "job_c"] });
  await pass(500);
  expect(hook.result.current).toEqual(["job_a", "job_c"]);
});

test("each job is polled until it is settled, and one that is missing disturbs no other", async () => {
  const setup = setUp((request) =>
    jobIdOf(request) === "job_x"
      ? notFound
      : { body: jobIdOf(request) === "job_1" ? completed("job_1") : running(jobIdOf(request)) },
  );
  const hook = renderWatch(setup, () =>
    useJobs(["job_1", "job_2", "job_x"]).map(({ data, error }) => data?.status ?? error?.code),
  );
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

test("many jobs' answers at one moment are rendered together", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `job_${index}`);
  const setup = setUp((request) => ({
    body: running(jobIdOf(request)),
    afterMs: 1 + Number(jobIdOf(request).slice(4)),
  }));
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

describe("a list with whole jobs", () => {
  const ended = Array.from({ length: 165 }, (_, index) => completed(`job_e${index}`));
  const going = Array.from({ length: 42 }, (_, index) => running(`job_r${index}`));

  test("costs no read for ended jobs, and one poll for each that is due", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    const hook = renderWatch(setup, () => useJobs([...ended, ...going]).map(({ data }) => data?.status));
    expect(hook.result.current.filter((status) => status === "completed")).toHaveLength(165);
    expect(hook.result.current.filter((status) => status === "running")).toHaveLength(42);
    await pass(5_000);
    expect(setup.server.requests.length).toBe(42);
    expect(setup.server.requests.every(({ path }) => path.includes("job_r"))).toBe(true);
  });

  test("is watched on until all has ended", async () => {
    const setup = setUp((request) => ({ body: completed(jobIdOf(request)) }));
    const settled: string[] = [];
    const hook = renderWatch(setup, () =>
      useJobs([running("job_1"), "job_2"], {
        onSettled: ({ jobId }, { witnessed }) => settled.push(`${jobId} ${witnessed}`),
      }).map(({ data }) => data?.status),
    );
    expect(hook.result.current).toEqual(["running", undefined]);
    await pass(20_000);
    expect(hook.result.current).toEqual(["completed", "completed"]);
    expect(settled.sort()).toEqual(["job_1 true", "job_2 false"]);
    expect(setup.server.requests).toHaveLength(2);
  });

  test("may be mixed: values, JSON, ids and, without types, none, each in its place", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    const list = [
      parseOperation(jobOperation, completed("job_1")),
      "job_2",
      null as never,
      running("job_3"),
      undefined as never,
      "job_1",
    ];
    const hook = renderWatch(setup, () =>
      useJobs(list).map(({ data, isFetching }) => [data?.jobId, data?.status, isFetching]),
    );
    await pass(500);
    expect(hook.result.current.map(([jobId, status]) => [jobId, status])).toEqual([
      ["job_1", "completed"],
      ["job_2", "running"],
      [undefined, undefined],
      ["job_3", "running"],
      [undefined, undefined],
      ["job_1", "completed"],
    ]);
    expect(setup.server.requests.map(jobIdOf)).toEqual(["job_2"]);
  });

  test("shows its jobs to useJob at once, wherever it is", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    renderWatch(setup, () => useJobs([completed("job_1")]));
    const other = renderWatch(setup, () => useJob("job_1").data?.status);
    expect(other.result.current).toBe("completed");
    await pass(10_000);
    expect(setup.server.requests).toEqual([]);
  });

  test("shows at once that a job has ended, without a poll", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    const hook = renderWatch(
      setup,
      ({ list }: { readonly list: object[] }) => useJobs(list).map(({ data }) => data?.status),
      { list: [running("job_1")] },
    );
    hook.rerender({ list: [completed("job_1")] });
    await pass(100);
    expect(hook.result.current).toEqual(["completed"]);
    await pass(60_000);
    expect(setup.server.requests).toEqual([]);
  });

  test("replaces no newer read, and updates older ones", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request), { progress: 0.8 }) }));
    const hook = renderWatch(
      setup,
      ({ progress, dataUpdatedAt }: { readonly progress: number; readonly dataUpdatedAt?: number }) =>
        useJobs([running("job_1", { progress })], { dataUpdatedAt }).map(({ data }) => data?.progress),
      { progress: 0.1 } as { readonly progress: number; readonly dataUpdatedAt?: number },
    );
    await pass(5_000);
    expect(hook.result.current).toEqual([0.8]);
    hook.rerender({ progress: 0.2 });
    await pass(100);
    expect(hook.result.current).toEqual([0.8]);
    hook.rerender({ progress: 0.3, dataUpdatedAt: Date.now() - 60_000 });
    await pass(100);
    expect(hook.result.current).toEqual([0.8]);
    hook.rerender({ progress: 0.9, dataUpdatedAt: Date.now() });
    await pass(100);
    expect(hook.result.current).toEqual([0.9]);
  });

  test("that is old is polled at once", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    renderWatch(setup, () =>
      useJobs([running("job_1"), completed("job_2")], { dataUpdatedAt: Date.now() - 3_600_000 }),
    );
    await pass(100);
    expect(setup.server.requests.map(jobIdOf)).toEqual(["job_1"]);
  });

  test("with an invalid object reads the job by its id, and throws nothing", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    const hook = renderWatch(setup, () =>
      useJobs([{ jobId: "job_1", status: null }, {}, 7 as never]).map(({ data, error }) => data?.status ?? error?.code),
    );
    await pass(500);
    expect(hook.result.current).toEqual(["running", "INVALID_ID", "INVALID_ID"]);
  });
});
