// Several components over one operation, and options that change on the fly.
import { focusManager, onlineManager } from "@tanstack/react-query";
import {
  backoff,
  createLongrunClient,
  fixed,
  jobOperation,
  operationOptions,
  useJob,
  useOperation,
  type Cadence,
} from "longrun";
import { useEffect, useState, type ReactElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, renderWatch, setUp, type WatchSetup } from "./renderWatch";
import { completed, jobIdOf, notFound, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  focusManager.setFocused(undefined);
  onlineManager.setOnline(true);
});

const three = fixed(3_000);
const twenty = fixed(20_000);

function gaps({ server }: WatchSetup): number[] {
  return server.requests.slice(1).map(({ atMs }, index) => atMs - (server.requests[index]?.atMs ?? 0));
}

function Row({ cadence, enabled }: { readonly cadence: Cadence; readonly enabled?: boolean }): ReactElement {
  const { data, error } = useJob("job_1", { cadence, enabled });
  return <i>{data?.status ?? error?.code}</i>;
}

/** Renders its children again every 200 ms. */
function Restless({ children }: { readonly children: () => ReactElement }): ReactElement {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 200);
    return () => clearInterval(timer);
  }, []);
  return children();
}

describe("two components over one job at two paces", () => {
  test.each([
    [three, twenty],
    [twenty, three],
  ])("it is asked at the quicker pace, whoever comes first and however often they render", async (first, second) => {
    const setup = setUp({ body: running("job_1") });
    renderIn(
      setup,
      <Restless>
        {() => (
          <>
            <Row cadence={first} />
            <Row cadence={second} />
          </>
        )}
      </Restless>,
    );
    await pass(31_000);
    expect(setup.server.requests).toHaveLength(11);
    expect(new Set(gaps(setup))).toEqual(new Set([3_000]));
  });

  test.each([
    [three, twenty],
    [twenty, three],
  ])("the key's budget is told the quicker pace", async (first, second) => {
    const setup = setUp({ body: running("job_1") });
    const share = vi.spyOn(setup.client, "share");
    renderIn(
      setup,
      <>
        <Row cadence={first} />
        <Row cadence={second} />
      </>,
    );
    await pass(100);
    expect(share.mock.lastCall?.[2]).toBe(3_000);
  });

  test("a cadence is asked once for each answer, not once for each render", async () => {
    const cadence = vi.fn(three);
    const setup = setUp({ body: running("job_1") });
    renderIn(
      setup,
      <Restless>
        {() => (
          <>
            <Row cadence={cadence} />
            <Row cadence={twenty} />
          </>
        )}
      </Restless>,
    );
    await pass(30_500);
    expect(cadence.mock.calls.length).toBeLessThanOrEqual(setup.server.requests.length + 1);
  });

  test("renders do not count as failures: the backoff grows with the failures alone", async () => {
    const calm = setUp({ lost: true });
    renderIn(calm, <Row cadence={three} />);
    const restless = setUp({ lost: true });
    renderIn(
      restless,
      <Restless>
        {() => (
          <>
            <Row cadence={three} />
            <Row cadence={twenty} />
          </>
        )}
      </Restless>,
    );
    await pass(60_000);
    expect(calm.server.requests.length).toBeGreaterThanOrEqual(5);
    expect(restless.server.requests.length).toBe(calm.server.requests.length);
  });

  test("once the quicker one goes, the slower pace holds", async () => {
    const setup = setUp({ body: running("job_1") });
    const quick = renderIn(setup, <Row cadence={three} />);
    renderIn(setup, <Row cadence={twenty} />);
    await pass(6_100);
    quick.unmount();
    const before = setup.server.requests.length;
    await pass(19_800);
    expect(setup.server.requests).toHaveLength(before);
    await pass(300);
    expect(setup.server.requests).toHaveLength(before + 1);
  });

  test("a disabled one neither asks nor keeps the other from asking", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <Row cadence={three} enabled={false} />);
    renderIn(setup, <Row cadence={twenty} />);
    await pass(61_000);
    expect(gaps(setup)).toEqual([20_000, 20_000, 20_000]);
  });
});

describe("a component that mounts between two polls", () => {
  test("beside a disabled one waits for what is left of the delay, not for all of it", async () => {
    const setup = setUp({ body: running("job_1") });
    const first = renderIn(setup, <Row cadence={twenty} />);
    await pass(100);
    first.rerender(<Row cadence={twenty} enabled={false} />);
    await pass(14_900);
    renderIn(setup, <Row cadence={twenty} />);
    await pass(5_500);
    expect(gaps(setup)).toEqual([20_000]);
  });

  test("and is left by the other polls when it was due", async () => {
    const setup = setUp({ body: running("job_1") });
    const first = renderIn(setup, <Row cadence={twenty} />);
    await pass(18_000);
    renderIn(setup, <Row cadence={twenty} />);
    await pass(500);
    first.unmount();
    await pass(2_000);
    expect(gaps(setup)).toEqual([20_000]);
  });

  test("over data whose last read failed does not ask sooner than the backoff: a scrolled list while the server is down", async () => {
    const setup = setUp({ body: running("job_1") });
    const first = renderIn(setup, <Row cadence={three} />);
    await pass(100);
    setup.server.answer({ status: 503 });
    // 2, 4, 8, 16 seconds and some: the next one comes after half a minute.
    await pass(40_000);
    const before = setup.server.requests.length;
    for (let row = 0; row < 10; row += 1) {
      renderIn(setup, <Row cadence={three} />).unmount();
      await pass(1_200);
    }
    expect(setup.server.requests).toHaveLength(before);
    first.unmount();
    await pass(60_000);
    renderIn(setup, <Row cadence={three} />);
    await pass(10);
    expect(setup.server.requests).toHaveLength(before + 1);
  });

  test("over data and a fatal error asks nothing", async () => {
    const setup = setUp((_request, count) => (count === 1 ? { body: running("job_1") } : notFound));
    renderIn(setup, <Row cadence={three} />);
    await pass(5_000);
    expect(setup.server.requests).toHaveLength(2);
    for (let row = 0; row < 5; row += 1) {
      renderIn(setup, <Row cadence={three} />);
      await pass(2_000);
    }
    expect(setup.server.requests).toHaveLength(2);
  });
});

describe("a cadence made anew at each render", () => {
  test.each([
    ["fixed", () => fixed(3_000)],
    ["backoff", () => backoff({ initialMs: 3_000, factor: 1, maxMs: 3_000, jitter: 0 })],
  ])("polls as one that is kept: %s", async (_name, make) => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <Restless>{() => <Row cadence={make()} />}</Restless>);
    await pass(30_500);
    expect(setup.server.requests).toHaveLength(11);
  });

  test("decides as of the answer: one that waits the longer, the longer nothing has changed, is not put off by each render", async () => {
    const make =
      (): Cadence =>
      ({ nowMs, samples }) =>
        2_000 + 2 * (nowMs - (samples.at(-1)?.atMs ?? nowMs));
    const calm = setUp({ body: running("job_1") });
    renderIn(calm, <Row cadence={make()} />);
    const restless = setUp({ body: running("job_1") });
    renderIn(restless, <Restless>{() => <Row cadence={make()} />}</Restless>);
    await pass(100_000);
    expect(calm.server.requests.length).toBeGreaterThanOrEqual(4);
    expect(gaps(restless)).toEqual(gaps(calm));
  });

  test("leaves the timer that runs alone", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <Row cadence={fixed(3_000)} />);
    await pass(100);
    const intervalNow = (): number | false => {
      const { queryKey, refetchInterval } = operationOptions(
        jobOperation,
        { jobId: "job_1" },
        setup.client,
        fixed(3_000),
      );
      const query = setup.queryClient.getQueryCache().find({ queryKey });
      return query && typeof refetchInterval === "function"
        ? ((refetchInterval as (of: unknown) => number | false | undefined)(query) ?? false)
        : false;
    };
    const first = intervalNow();
    await pass(1_500);
    expect([first, intervalNow()]).toEqual([3_000, 3_000]);
  });

  test("backs off after failures by their number, not by that of the renders", async () => {
    const setup = setUp({ lost: true });
    renderIn(setup, <Restless>{() => <Row cadence={fixed(3_000)} />}</Restless>);
    await pass(40_000);
    expect(setup.server.requests.length).toBeGreaterThanOrEqual(5);
  });
});

describe("options that change on the fly", () => {
  test("another client for the same endpoint goes on where the first was, through the new one", async () => {
    const setup = setUp({ body: running("job_1") });
    const late = vi.fn(setup.server.fetch);
    const other = createLongrunClient({ fetch: late });
    const hook = renderWatch(
      setup,
      ({ client }: { readonly client: typeof other }) => useJob("job_1", { cadence: three, client }).data,
      { client: setup.client },
    );
    await pass(1_000);
    hook.rerender({ client: other });
    expect(hook.result.current?.status).toBe("running");
    await pass(10_000);
    expect(gaps(setup)).toEqual([3_000, 3_000, 3_000]);
    expect(late).toHaveBeenCalledTimes(3);
  });

  test("a client of another tenant shows nothing of the first, not for one frame", async () => {
    const setup = setUp((request) => ({
      body: running("job_1", { progress: request.path.startsWith("/b") ? 0.9 : 0.1 }),
      afterMs: 200,
    }));
    const b = createLongrunClient({ fetch: setup.server.fetch, endpoints: { layers: { baseUrl: "/b" } } });
    const seen: [boolean, number | null | undefined][] = [];
    const hook = renderWatch(
      setup,
      ({ client }: { readonly client: typeof b }) =>
        void seen.push([client === b, useJob("job_1", { client }).data?.progress]),
      { client: setup.client },
    );
    await pass(1_000);
    hook.rerender({ client: b });
    await pass(1_000);
    expect(seen.filter(([isB, progress]) => isB && progress === 0.1)).toEqual([]);
    expect(seen.at(-1)).toEqual([true, 0.9]);
  });

  test("enabled again after a while asks at once, and before the poll is due it does not", async () => {
    const setup = setUp({ body: running("job_1") });
    const hook = renderWatch(
      setup,
      ({ enabled }: { readonly enabled: boolean }) => useJob("job_1", { enabled, cadence: twenty }).data,
      { enabled: true },
    );
    await pass(1_000);
    hook.rerender({ enabled: false });
    await pass(5_000);
    hook.rerender({ enabled: true });
    await pass(100);
    expect(setup.server.requests).toHaveLength(1);
    hook.rerender({ enabled: false });
    await pass(60_000);
    expect(setup.server.requests).toHaveLength(1);
    hook.rerender({ enabled: true });
    await pass(100);
    expect(setup.server.requests).toHaveLength(2);
  });

  test("a definition made anew at each render is one operation by its name", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <Restless>{() => <Odd />}</Restless>);
    function Odd(): ReactElement {
      return <>{useOperation({ ...jobOperation, cadence: fixed(3_000) }, { jobId: "job_1" }).data?.status}</>;
    }
    await pass(30_500);
    expect(setup.server.requests).toHaveLength(11);
  });
});

describe("what else moves a query", () => {
  test("a terminal value set from a webhook stops the polling and settles", async () => {
    const onSettled = vi.fn();
    const setup = setUp({ body: running("job_1") });
    const hook = renderWatch(setup, () => useJob("job_1", { onSettled, cadence: three }).data);
    await pass(4_000);
    const { queryKey } = operationOptions(jobOperation, { jobId: "job_1" }, setup.client);
    const known = hook.result.current;
    expect(known).toBeDefined();
    setup.queryClient.setQueryData(
      queryKey,
      known && { ...known, status: "completed", rawStatus: "completed", isTerminal: true, outcome: "success" },
    );
    await pass(60_000);
    expect(hook.result.current?.outcome).toBe("success");
    expect(setup.server.requests).toHaveLength(2);
    expect(onSettled.mock.calls.map(([, context]) => context as unknown)).toEqual([{ witnessed: true }]);
  });

  test("a poll in flight that answers after the webhook does not undo it", async () => {
    const setup = setUp((_request, count) =>
      count === 1 ? { body: running("job_1") } : { body: running("job_1", { progress: 0.5 }), afterMs: 2_000 },
    );
    const hook = renderWatch(setup, () => useJob("job_1", { cadence: three }).data);
    await pass(4_000);
    const { queryKey } = operationOptions(jobOperation, { jobId: "job_1" }, setup.client);
    setup.queryClient.setQueryData(
      queryKey,
      (old) =>
        old && {
          ...old,
          status: "completed" as const,
          rawStatus: "completed",
          isTerminal: true as const,
          outcome: "success" as const,
        },
    );
    await pass(60_000);
    expect(hook.result.current?.status).toBe("completed");
    expect(setup.server.requests).toHaveLength(2);
  });

  test("cancelQueries ends a read, not the watch", async () => {
    const setup = setUp((_request, count) => (count < 3 ? { hangs: true } : { body: running("job_1") }));
    const hook = renderWatch(setup, () => useJob("job_1").data?.status);
    await pass(1_500);
    await setup.queryClient.cancelQueries();
    expect(setup.server.requests[0]?.signal?.aborted).toBe(true);
    await pass(30_000);
    expect(hook.result.current).toBe("running");
  });

  test("queryClient.clear() under a mounted hook begins anew, without a crash", async () => {
    const setup = setUp((_request, count) => ({
      body: count < 6 ? running("job_1", { progress: count / 10 }) : completed("job_1"),
    }));
    const hook = renderWatch(setup, () => useJob("job_1", { cadence: three }).data?.status);
    await pass(4_000);
    setup.queryClient.clear();
    hook.rerender();
    await pass(60_000);
    expect(hook.result.current).toBe("completed");
    expect(setup.server.requests).toHaveLength(6);
  });

  test("leaving while the gate holds the read back sends nothing, and the next one may", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)), headers: { "retry-after": "30" } }));
    renderWatch(setup, () => useJob("job_1").data).unmount();
    const first = renderWatch(setup, () => useJob("job_2").data);
    await pass(100);
    first.unmount();
    const held = renderWatch(setup, () => useJob("job_3").data?.status);
    await pass(10_000);
    held.unmount();
    await pass(60_000);
    expect(setup.server.requests.map(jobIdOf)).toEqual(["job_2"]);
    const late = renderWatch(setup, () => useJob("job_3").data);
    await pass(100);
    expect(late.result.current?.status).toBe("running");
  });

  test("under StrictMode two paces, a change of id and an unmount still ask as often as without", async () => {
    const asked: number[] = [];
    for (const strict of [false, true]) {
      const setup = setUp((request) => ({ body: running(jobIdOf(request)) }), { strict });
      const hook = renderWatch(
        setup,
        ({ id }: { readonly id: string }) => [
          useJob(id, { cadence: three }).data,
          useJob(id, { cadence: twenty }).data,
        ],
        { id: "job_1" },
      );
      await pass(10_000);
      hook.rerender({ id: "job_2" });
      await pass(10_000);
      hook.unmount();
      await pass(30_000);
      asked.push(setup.server.requests.length);
    }
    expect(asked[1]).toBe(asked[0]);
  });
});
