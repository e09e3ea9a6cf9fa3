import { focusManager, onlineManager } from "@tanstack/react-query";
import { act } from "@testing-library/react";
import {
  createLongrunClient,
  fixed,
  jobOperation,
  lineRequestOperation,
  operationOptions,
  parseOperation,
  useJob,
  useJobs,
  useLineRequest,
  type LongrunClient,
} from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp, type WatchSetup } from "./renderWatch";
import { completed, jobIdOf, running } from "./scriptedServer";

/** The relay's event streams, as the page opens them. */
class FakeEvents {
  static opened: FakeEvents[] = [];
  readyState = 1;
  readonly #listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();

  constructor(readonly url: string) {
    FakeEvents.opened.push(this);
  }

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.readyState = 2;
  }

  say(type: string, data: object = {}, session = "ada"): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data: JSON.stringify({ session, ...data }) });
  }

  static get open(): FakeEvents[] {
    return FakeEvents.opened.filter(({ readyState }) => readyState !== 2);
  }
}

beforeEach(() => {
  // What keeps the connection is loaded when it is first wanted: loaded here once, so that fake clocks have not to wait
  // for it.
  vi.useFakeTimers();
  FakeEvents.opened = [];
  vi.stubGlobal("EventSource", FakeEvents);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const five = fixed(5_000);

/** A page whose client hears of pushes, and the stream it has opened once something is watched. */
async function listening<Result>(
  answer: Parameters<typeof setUp>[0],
  hook: () => Result,
): Promise<{ setup: WatchSetup; hook: ReturnType<typeof renderWatch<Result, unknown>>; client: LongrunClient }> {
  const setup = setUp(answer, { client: { push: true } });
  const rendered = renderWatch(setup, hook);
  await vi.dynamicImportSettled();
  await pass(200);
  return { setup, hook: rendered, client: setup.client };
}

const change = (jobId: string, body: object, etag = '"p"'): object => ({
  watch: `layers/v1/jobs/${jobId}`,
  etag,
  body,
});

test("a change is on screen when the relay tells it, before any poll", async () => {
  const { hook } = await listening({ body: running("job_1") }, () => useJob("job_1").data?.progress);
  const [stream] = FakeEvents.open;
  expect(stream?.url).toBe("/api/longrun/events?watch=layers%2Fv1%2Fjobs%2Fjob_1");
  stream?.say("ready");
  stream?.say("change", change("job_1", running("job_1", { progress: 0.77 })));
  await pass(10);
  expect(hook.result.current).toBe(0.77);
});

test("while changes are heard a job is asked about once a minute, and at its own pace once they are not", async () => {
  const { setup } = await listening({ body: running("job_1") }, () => useJob("job_1", { cadence: five }).data?.status);
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  const heartbeat = setInterval(() => stream?.say("heartbeat"), 15_000);
  await pass(10_000);
  const before = setup.server.requests.length;
  await pass(55_000);
  expect(setup.server.requests.length - before).toBeLessThanOrEqual(1);
  clearInterval(heartbeat);
  stream?.say("error");
  const lost = setup.server.requests.length;
  await pass(1_100);
  expect(setup.server.requests.length).toBe(lost + 1);
  await pass(20_000);
  expect(setup.server.requests.length).toBeGreaterThanOrEqual(lost + 4);
});

test("a job that comes back onto a page where nothing is heard any more is not left to the safety net", async () => {
  const { setup, hook } = await listening(
    { body: running("job_1") },
    () => useJob("job_1", { cadence: five }).data?.progress,
  );
  FakeEvents.open[0]?.say("ready");
  await pass(10_000);
  hook.unmount();
  await pass(1_000);
  const before = setup.server.requests.length;

  const again = renderWatch(setup, () => useJob("job_1", { cadence: five }).data?.progress);
  await vi.dynamicImportSettled();
  await pass(200);
  FakeEvents.open[0]?.say("ready");
  await pass(20_000);
  expect(setup.server.requests.length).toBe(before);
  again.unmount();
  await pass(1_000);
  renderWatch(setup, () => useJob("job_1", { cadence: five }).data?.progress);
  await vi.dynamicImportSettled();
  await pass(200);
  FakeEvents.open[0]?.say("error");
  await pass(20_000);
  expect(setup.server.requests.length).toBeGreaterThanOrEqual(before + 3);
});

test("whoever comes back from paying, or has just acted, does not wait for the safety net", async () => {
  const { setup, client } = await listening(
    { body: { success: true, status: "awaiting_payment", line: { _id: "line_1", channelType: "email" } } },
    () => useLineRequest("line_1").data?.status,
  );
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  const heartbeat = setInterval(() => stream?.say("heartbeat"), 15_000);
  await pass(130_000);
  const quiet = setup.server.requests.length;
  focusManager.setFocused(false);
  focusManager.setFocused(true);
  await pass(20_000);
  expect(setup.server.requests.length - quiet).toBeGreaterThan(5);
  await pass(120_000);
  const before = setup.server.requests.length;
  client.touch(lineRequestOperation, { lineRequestId: "line_1" });
  await act(() => setup.queryClient.invalidateQueries());
  await pass(20_000);
  expect(setup.server.requests.length - before).toBeGreaterThan(5);
  await pass(60_000);
  const after = setup.server.requests.length;
  await pass(55_000);
  expect(setup.server.requests.length - after).toBeLessThanOrEqual(1);
  clearInterval(heartbeat);
  focusManager.setFocused(undefined);
});

test("what is heard of is asked about once when the network is back, since the stream may have died with it", async () => {
  const { setup } = await listening({ body: running("job_1") }, () => useJob("job_1", { cadence: five }).data?.status);
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  await pass(10_000);
  const before = setup.server.requests.length;
  onlineManager.setOnline(false);
  await pass(6_000);
  onlineManager.setOnline(true);
  await pass(200);
  expect(setup.server.requests.length).toBe(before + 1);
  // Off and on again, within its own pace: nothing is due.
  onlineManager.setOnline(false);
  await pass(1_000);
  onlineManager.setOnline(true);
  await pass(200);
  expect(setup.server.requests.length).toBe(before + 1);
});

test("a watch that a refusal stopped stays stopped when its stream is refused as well", async () => {
  const { setup, hook } = await listening(
    { body: running("job_1") },
    () => useJob("job_1", { cadence: five }).error?.code,
  );
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  setup.server.answer({ status: 401, body: {} });
  await pass(2_000);
  await act(() => setup.queryClient.invalidateQueries());
  await pass(2_000);
  expect(hook.result.current).toBe("UNAUTHENTICATED");
  const before = setup.server.requests.length;
  stream?.say("unwatched", { watch: "layers/v1/jobs/job_1" });
  await pass(120_000);
  expect(setup.server.requests.length).toBe(before);
});

test("an end that is pushed settles the job: its callback is called, and nothing is asked any more", async () => {
  const onSettled = vi.fn();
  const { setup } = await listening({ body: running("job_1") }, () => useJob("job_1", { onSettled }).data?.outcome);
  FakeEvents.open[0]?.say("ready");
  FakeEvents.open[0]?.say("change", change("job_1", completed("job_1")));
  await pass(10);
  const before = setup.server.requests.length;
  await pass(300_000);
  expect(onSettled.mock.calls.map(([, context]) => context as unknown)).toEqual([{ witnessed: true }]);
  expect(setup.server.requests.length).toBe(before);
  expect(FakeEvents.open).toEqual([]);
});

test("a pushed value never undoes an end, and one of another job or of nonsense is dropped", async () => {
  const { setup, hook } = await listening({ body: running("job_1") }, () => useJob("job_1").data);
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  stream?.say("change", change("job_1", running("job_2"), '"1"'));
  stream?.say("change", change("job_1", { nonsense: true }, '"2"'));
  stream?.say("change", change("job_9", running("job_9"), '"3"'));
  await pass(10);
  expect(hook.result.current).toMatchObject({ jobId: "job_1", progress: 0.42 });
  setup.server.answer({ body: completed("job_1") });
  await pass(61_000);
  stream?.say("change", change("job_1", running("job_1"), '"4"'));
  await pass(10);
  expect(hook.result.current?.status).toBe("completed");
});

test("many jobs share one stream, a settled one is not on it, and the last that leaves closes it", async () => {
  const { hook } = await listening(
    (request) => ({ body: running(jobIdOf(request)) }),
    () => useJobs(["job_1", "job_2", "job_1"]).map(({ data }) => data?.progress),
  );
  expect(FakeEvents.open).toHaveLength(1);
  expect(FakeEvents.open[0]?.url.match(/watch=/g)).toHaveLength(2);
  hook.unmount();
  await pass(100);
  expect(FakeEvents.open).toEqual([]);
});

test("without push, or at an endpoint that is no relay's, nothing is opened", async () => {
  const polled = setUp({ body: running("job_1") });
  renderWatch(polled, () => useJob("job_1").data);
  const elsewhere = setUp(
    { body: running("job_2") },
    { client: { push: true, endpoints: { layers: { baseUrl: "https://api.example.com" } } } },
  );
  renderWatch(elsewhere, () => useJob("job_2").data);
  await vi.dynamicImportSettled();
  await pass(1_000);
  expect(FakeEvents.opened).toEqual([]);
  expect(createLongrunClient().push).toBeNull();
});

test("an id that is none is the poll's to report", async () => {
  const { hook } = await listening({ body: running("job_1") }, () => useJob("../whoami").error?.code);
  expect(hook.result.current).toBe("INVALID_ID");
  expect(FakeEvents.opened).toEqual([]);
});

test("who may see a job no longer is shown it no longer: the data goes with the right, and nothing that is pushed brings it back", async () => {
  const { setup, hook } = await listening({ body: running("job_1") }, () => {
    const { data, error } = useJob("job_1", { cadence: five });
    return [data?.progress, error?.code];
  });
  const [stream] = FakeEvents.open;
  stream?.say("ready");
  stream?.say("change", change("job_1", running("job_1", { progress: 0.77 })));
  await pass(10);
  expect(hook.result.current).toEqual([0.77, undefined]);
  setup.server.answer({ status: 403, body: { error: { code: "FORBIDDEN", message: "No." } } });
  await pass(61_000);
  expect(hook.result.current).toEqual([undefined, "FORBIDDEN"]);
  const asked = setup.server.requests.length;
  for (const each of FakeEvents.open) each.say("change", change("job_1", running("job_1", { progress: 0.9 }), '"q"'));
  await pass(120_000);
  expect(hook.result.current).toEqual([undefined, "FORBIDDEN"]);
  expect(setup.server.requests.length).toBe(asked);
});

test("what came onto the screen while a first read was under way goes when that is refused", async () => {
  const { hook, setup, client } = await listening(
    { status: 403, body: { error: { code: "FORBIDDEN", message: "No." } }, afterMs: 1_000 },
    () => {
      const { data, error } = useJob("job_1", { cadence: five });
      return [data?.progress, error?.code];
    },
  );
  const job = parseOperation(jobOperation, running("job_1"), { jobId: "job_1" });
  // As a cache that is hydrated late, or a change that is pushed.
  act(
    () => void setup.queryClient.setQueryData(operationOptions(jobOperation, { jobId: "job_1" }, client).queryKey, job),
  );
  await pass(10);
  expect(hook.result.current).toEqual([0.42, undefined]);
  await pass(2_000);
  expect(hook.result.current).toEqual([undefined, "FORBIDDEN"]);
});

test("what is pushed to somebody else is not shown: a tab takes only what its own reads were granted", async () => {
  const { setup, hook } = await listening(
    { body: running("job_1") },
    () => useJob("job_1", { cadence: five }).data?.progress,
  );
  const [stream] = FakeEvents.open;
  stream?.say("ready", {}, "bob");
  stream?.say("change", change("job_1", running("job_1", { progress: 0.77 })), "bob");
  await pass(10);
  expect(hook.result.current).toBe(0.42);
  const asked = setup.server.requests.length;
  await pass(20_000);
  expect(setup.server.requests.length).toBeGreaterThanOrEqual(asked + 3);
});

test("a client that is closed ends its stream and its polls, and leaves no timer of its own", async () => {
  const { setup, hook, client } = await listening(
    { body: running("job_1") },
    () => useJob("job_1", { cadence: five }).error?.code,
  );
  FakeEvents.open[0]?.say("ready");
  client.close();
  expect([FakeEvents.open, client.isClosed]).toEqual([[], true]);
  await act(() => setup.queryClient.invalidateQueries());
  await pass(10_000);
  expect(hook.result.current).toBe("CLOSED");
  const asked = setup.server.requests.length;
  await pass(300_000);
  expect([setup.server.requests.length, FakeEvents.open]).toEqual([asked, []]);
  hook.unmount();
  setup.queryClient.clear();
  expect(vi.getTimerCount()).toBe(0);
});

test("one session's data is not found under another's", async () => {
  const [ada, bob] = [createLongrunClient({ session: "user 1" }), createLongrunClient({ session: "user 2" })];
  expect(new Set([ada, bob, createLongrunClient()].map((client) => client.scopeOf("layers"))).size).toBe(3);
  for (const session of ["", 7, null])
    expect(() => createLongrunClient({ session: session as string })).toThrow(/session must be a user's id/);
});
