import { defineOperation, fixed, OperationError, useJob, useLeaseRequest, useLineRequest, useOperation } from "longrun";
import { focusManager, onlineManager } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { pass, renderWatch, setUp } from "./renderWatch";
import { completed, jobIdOf, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  focusManager.setFocused(undefined);
  onlineManager.setOnline(true);
});

const render = defineOperation({
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/renders/:renderId",
  schema: z.looseObject({ id: z.string(), state: z.string(), percent: z.number() }),
  statuses: { rendering: null, done: "success" },
  cadence: fixed(5_000),
  read: (wire) => ({ status: wire.state, progress: wire.percent / 100, params: { renderId: wire.id } }),
});

test("any operation is watched at the relay without configuration", async () => {
  const setup = setUp((_request, count) => ({
    body: { id: "r_1", state: count < 3 ? "rendering" : "done", percent: 30 * count },
  }));
  const hook = renderWatch(setup, () => useOperation(render, { renderId: "r_1" }).data);
  await pass(20_000);
  expect(setup.server.requests.map(({ path }) => path)).toEqual(
    Array.from({ length: 3 }, () => "/api/longrun/acme/v1/renders/r_1"),
  );
  expect(hook.result.current).toMatchObject({
    state: "done",
    status: "done",
    outcome: "success",
    isTerminal: true,
    progress: 0.9,
  });
});

test.each([null, undefined])("%s sends nothing and waits", async (id) => {
  const setup = setUp({ body: running("job_1") });
  const hook = renderWatch(setup, () =>
    [useJob(id), useLineRequest(id), useLeaseRequest(id)].map(({ status, fetchStatus }) => [status, fetchStatus]),
  );
  await pass(60_000);
  expect(setup.server.requests).toEqual([]);
  expect(hook.result.current).toEqual(Array.from({ length: 3 }, () => ["pending", "idle"]));
});

test.each(["", "../whoami", "a/b", "job 1", "job_1?x=1", "%2e%2e", "x".repeat(129), "job_1\u0000"])(
  "the id %j fails at once and sends nothing",
  async (id) => {
    const setup = setUp({ body: running(id) });
    const hook = renderWatch(setup, () => useJob(id).error);
    await pass(10);
    expect(hook.result.current).toBeInstanceOf(OperationError);
    expect(hook.result.current).toMatchObject({ code: "INVALID_ID", operation: "layers.job", retryable: false });
    await pass(60_000);
    expect(setup.server.requests).toEqual([]);
  },
);

test("enabled: false sends nothing, and true begins", async () => {
  const setup = setUp({ body: running("job_1") });
  const hook = renderWatch(
    setup,
    ({ enabled }: { readonly enabled: boolean }) => useJob("job_1", { enabled }).data?.status,
    { enabled: false },
  );
  await pass(30_000);
  expect(setup.server.requests).toEqual([]);
  hook.rerender({ enabled: true });
  await pass(100);
  expect(hook.result.current).toBe("running");
  hook.rerender({ enabled: false });
  const before = setup.server.requests.length;
  await pass(30_000);
  expect(setup.server.requests).toHaveLength(before);
});

test("a cadence of one's own is kept to, and a changed one from the next render on", async () => {
  const setup = setUp({ body: running("job_1") });
  const hook = renderWatch(
    setup,
    ({ ms }: { readonly ms: number }) => useJob("job_1", { cadence: ms === 3_000 ? three : twenty }).data,
    { ms: 3_000 },
  );
  await pass(9_100);
  expect(setup.server.requests).toHaveLength(4);
  hook.rerender({ ms: 20_000 });
  await pass(19_000);
  expect(setup.server.requests).toHaveLength(4);
});
const three = fixed(3_000);
const twenty = fixed(20_000);

test.each([Number.NaN, 0, -5])(
  "a cadence that gives %s is reported once an answer, and the watch goes on at the default pace",
  async (ms) => {
    const report = vi.fn();
    vi.stubGlobal("reportError", report);
    const cadence = (): number => ms;
    const setup = setUp({ body: running("job_1") });
    renderWatch(setup, () => useJob("job_1", { cadence }).data);
    await pass(1_000);
    // Mounting asks the cadence too, before there is an answer.
    report.mockClear();
    await pass(29_000);
    const answers = setup.server.requests.length - 1;
    expect(answers).toBeGreaterThan(3);
    expect(answers).toBeLessThan(9);
    expect(report).toHaveBeenCalledTimes(answers);
    for (const [error] of report.mock.calls) expect(String(error)).toContain("layers.job: its cadence gave");
  },
);

test("a cadence that gives Infinity is no mistake: it is asked about once, and nothing is reported", async () => {
  const report = vi.fn();
  vi.stubGlobal("reportError", report);
  const setup = setUp({ body: running("job_1") });
  renderWatch(setup, () => useJob("job_1", { cadence: () => Number.POSITIVE_INFINITY }).data);
  await pass(24 * 3_600_000);
  expect(setup.server.requests).toHaveLength(1);
  expect(report).not.toHaveBeenCalled();
});

test("an unknown status is shown by its own name, polled slowly, and heals", async () => {
  const setup = setUp({ body: running("job_1", { status: "on_hold" }) });
  const hook = renderWatch(setup, () => useJob("job_1").data);
  await pass(60_000);
  expect(hook.result.current).toMatchObject({
    status: "unknown",
    rawStatus: "on_hold",
    isTerminal: false,
    outcome: null,
  });
  expect(setup.server.requests.length).toBeLessThanOrEqual(8);
  setup.server.answer({ body: completed("job_1") });
  await pass(12_000);
  expect(hook.result.current?.outcome).toBe("success");
});

test("a lease request is asked about once an hour", async () => {
  const setup = setUp({
    body: {
      requestId: "lreq_1",
      projectId: "prj_1",
      status: "requested",
      submittedAt: "2026-04-18T19:24:11Z",
      assignedAt: null,
      assignedSocialAccountIds: [],
      note: null,
    },
  });
  renderWatch(setup, () => useLeaseRequest({ projectId: "prj_1", requestId: "lreq_1" }).data);
  await pass(24 * 3_600_000);
  expect(setup.server.requests.length).toBeGreaterThanOrEqual(23);
  expect(setup.server.requests.length).toBeLessThanOrEqual(26);
});

test("a line request is asked about at once when the payer's tab comes back, and quickly for a while", async () => {
  const id = "6a09279daa903300e2530b0f";
  const setup = setUp({ body: { success: true, status: "awaiting_payment", line: { _id: id } } });
  renderWatch(setup, () => useLineRequest(id).data);
  await pass(300_000);
  const slow = setup.server.requests.length;
  focusManager.setFocused(false);
  await pass(4_000);
  focusManager.setFocused(true);
  await pass(100);
  expect(setup.server.requests).toHaveLength(slow + 1);
  await pass(20_000);
  expect(setup.server.requests.length).toBeGreaterThanOrEqual(slow + 8);
});

describe("a network that goes away", () => {
  test("is asked again at once when it is back", async () => {
    const setup = setUp({ lost: true });
    const hook = renderWatch(setup, () => useJob("job_1").data?.status);
    await pass(70_000);
    const before = setup.server.requests.length;
    onlineManager.setOnline(false);
    await pass(60_000);
    setup.server.answer({ body: running("job_1") });
    onlineManager.setOnline(true);
    await pass(100);
    expect(setup.server.requests.length).toBe(before + 1);
    expect(hook.result.current).toBe("running");
  });
});

test("never two polls of one operation within a second, whatever mounts, focuses, re-renders or refetches", async () => {
  const setup = setUp((request) => ({
    body: running(jobIdOf(request), { progress: Math.min(0.99, setup.server.requests.length / 50) }),
  }));
  const hook = renderWatch(
    setup,
    ({ id }: { readonly id: string }) => {
      const { data, refetch } = useJob(id);
      return { data, refetch };
    },
    { id: "job_a" },
  );
  for (let round = 0; round < 60; round += 1) {
    await pass(137);
    hook.rerender({ id: round % 3 === 0 ? "job_b" : "job_a" });
    if (round % 4 === 0) void hook.result.current.refetch();
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    const other = renderWatch(setup, () => useJob("job_a").data);
    await pass(50);
    other.unmount();
  }
  for (const id of ["job_a", "job_b"]) {
    const times = setup.server.about(id).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThan(3);
    expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(1_000);
  }
});

test("a clock that jumps neither floods the server nor stops the watch", async () => {
  const setup = setUp({ body: running("job_1") });
  renderWatch(setup, () => useJob("job_1").data);
  await pass(10_000);
  for (const jump of [-3_600_000, 7_200_000]) {
    vi.setSystemTime(Date.now() + jump);
    const before = setup.server.requests.length;
    await pass(60_000);
    const asked = setup.server.requests.length - before;
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(20);
  }
});

test("a poll right after a return says that it takes no old answer, so that the relay asks for the payer", async () => {
  const id = "6a09279daa903300e2530b0f";
  const setup = setUp({ body: { success: true, status: "awaiting_payment", line: { _id: id } } });
  renderWatch(setup, () => useLineRequest(id).data);
  await pass(60_000);
  expect(setup.server.requests.some(({ headers }) => headers.has("cache-control"))).toBe(false);
  focusManager.setFocused(false);
  focusManager.setFocused(true);
  await pass(100);
  expect(setup.server.requests.at(-1)?.headers.get("cache-control")).toBe("max-age=2");
  await pass(120_000);
  expect(setup.server.requests.at(-1)?.headers.has("cache-control")).toBe(false);
});
