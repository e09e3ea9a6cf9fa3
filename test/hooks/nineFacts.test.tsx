// The nine facts about polling on TanStack Query that DESIGN lists; each breaks a hand-written hook.
import {
  dehydrate,
  type DehydratedState,
  focusManager,
  hydrate,
  onlineManager,
  useQuery,
  type QueryClient,
} from "@tanstack/react-query";
import { backoff, createLongrunClient, fixed, jobOptions, useJob, type Job } from "longrun";
import { useEffect, useState, type ReactElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, renderWatch, setUp } from "./renderWatch";
import { completed, jobIdOf, notFound, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
  onlineManager.setOnline(true);
});

describe("1: a re-render does not move the next poll", () => {
  test("under a parent that renders every 200 ms a job is polled as often as under a calm one", async () => {
    function Restless(): ReactElement {
      const [, setTick] = useState(0);
      useEffect(() => {
        const timer = setInterval(() => setTick((tick) => tick + 1), 200);
        return () => clearInterval(timer);
      }, []);
      return <>{useJob("job_1").data?.status}</>;
    }
    function Calm(): ReactElement {
      return <>{useJob("job_1").data?.status}</>;
    }
    const restless = setUp({ body: running("job_1") });
    renderIn(restless, <Restless />);
    const calm = setUp({ body: running("job_1") });
    renderIn(calm, <Calm />);
    await pass(30_000);
    expect(calm.server.requests.length).toBeGreaterThan(4);
    expect(restless.server.requests.map(({ atMs }) => atMs)).toEqual(calm.server.requests.map(({ atMs }) => atMs));
  });

  test("the interval is the same number at every call between two answers", async () => {
    const setup = setUp({ body: running("job_1") });
    renderWatch(setup, () => useJob("job_1").data);
    await pass(100);
    const options = jobOptions("job_1", setup.client);
    const query = setup.queryClient.getQueryCache().find({ queryKey: options.queryKey });
    const interval = options.refetchInterval as (query: unknown) => number | false;
    const first = interval(query);
    await pass(700);
    expect(interval(query)).toBe(first);
    expect(first).toBeGreaterThanOrEqual(1_000);
  });
});

describe("2: a hook gives TanStack's result itself", () => {
  test("unchanged polls render nothing, with or without an ETag", async () => {
    for (const headers of [{}, { etag: '"a"' }]) {
      let renders = 0;
      const setup = setUp({ body: running("job_1"), headers });
      renderWatch(setup, () => {
        renders += 1;
        return useJob("job_1").data?.progress;
      });
      await pass(1_000);
      const before = renders;
      await pass(60_000);
      expect(setup.server.requests.length).toBeGreaterThan(5);
      expect(renders).toBe(before);
    }
  });

  test("an ETag that changes while nothing else does renders nothing", async () => {
    let renders = 0;
    const setup = setUp((_request, count) => ({ body: running("job_1"), headers: { etag: `"${count}"` } }));
    renderWatch(setup, () => {
      renders += 1;
      return useJob("job_1").data?.progress;
    });
    await pass(1_000);
    const before = renders;
    await pass(60_000);
    expect(renders).toBe(before);
  });
});

describe("3: mounts never ask sooner than the cadence", () => {
  test("ten components that mount 170 ms apart ask once", async () => {
    function One(): ReactElement {
      return <>{useJob("job_1").data?.status}</>;
    }
    function Many(): ReactElement {
      const [count, setCount] = useState(1);
      useEffect(() => {
        const timer = setInterval(() => setCount((now) => Math.min(10, now + 1)), 170);
        return () => clearInterval(timer);
      }, []);
      return (
        <>
          {Array.from({ length: count }, (_, index) => (
            <One key={index} />
          ))}
        </>
      );
    }
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <Many />);
    await pass(1_600);
    expect(setup.server.requests).toHaveLength(1);
  });

  test("a component that mounts late still polls when the poll is due", async () => {
    const setup = setUp({ body: running("job_1") });
    const first = renderWatch(setup, () => useJob("job_1", { cadence: fixed10 }).data);
    await pass(1);
    first.unmount();
    await pass(7_000);
    renderWatch(setup, () => useJob("job_1", { cadence: fixed10 }).data);
    await pass(2_900);
    expect(setup.server.requests).toHaveLength(1);
    await pass(300);
    expect(setup.server.requests).toHaveLength(2);
  });

  test("a settled operation is not read again by mount, remount, focus or reconnect", async () => {
    const setup = setUp({ body: completed("job_1") });
    const first = renderWatch(setup, () => useJob("job_1").data);
    await pass(60_000);
    first.unmount();
    renderWatch(setup, () => useJob("job_1").data);
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    onlineManager.setOnline(false);
    onlineManager.setOnline(true);
    await pass(60_000);
    expect(setup.server.requests).toHaveLength(1);
  });

  test("a blanket invalidateQueries reads no settled operation, an explicit refetch does", async () => {
    const setup = setUp({ body: completed("job_1") });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(60_000);
    await setup.queryClient.invalidateQueries();
    expect(setup.server.requests).toHaveLength(1);
    void hook.result.current.refetch();
    await pass(100);
    expect(setup.server.requests).toHaveLength(2);
  });
});

const fixed10 = fixed(10_000);

/** Reads data and error while rendering, as a screen does: TanStack only tells of fields that a render has read. */
function useWatchedJob(): { data: Job | undefined; error: unknown; refetch: () => Promise<unknown> } {
  const { data, error, refetch } = useJob("job_1");
  return { data, error, refetch };
}

describe("4: errors", () => {
  test.each([400, 401, 403, 404, 410, 422])("a %i stops polling at once and stays stopped", async (status) => {
    const setup = setUp({ status, body: { error: { code: "SOME_CODE", message: "No." } } });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(120_000);
    expect(setup.server.requests).toHaveLength(1);
    expect(hook.result.current.error).toMatchObject({
      name: "OperationError",
      code: "SOME_CODE",
      httpStatus: status,
      retryable: false,
    });
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    hook.rerender();
    await pass(120_000);
    expect(setup.server.requests).toHaveLength(1);
  });

  test("a row that scrolls back into view does not ask again about a 404; “Try again” does", async () => {
    const setup = setUp(notFound);
    const row = renderWatch(setup, useWatchedJob);
    await pass(1_000);
    row.unmount();
    const again = renderWatch(setup, useWatchedJob);
    await pass(60_000);
    expect(setup.server.requests).toHaveLength(1);
    setup.server.answer({ body: running("job_1") });
    void again.result.current.refetch();
    await pass(20_000);
    expect(again.result.current.data?.status).toBe("running");
    expect(setup.server.requests.length).toBeGreaterThan(2);
  });

  test.each([
    ["a lost network", { lost: true }, "NETWORK"],
    ["a 408", { status: 408 }, "TIMEOUT"],
    ["a 429", { status: 429, body: { error: { code: "RATE_LIMITED", message: "Slow down." } } }, "RATE_LIMITED"],
    ["a 500", { status: 500, body: "oops" }, "SERVER_ERROR"],
    ["a 503", { status: 503 }, "SERVER_ERROR"],
    ["an HTML page", { body: "<!doctype html><p>Sign in to the Wi-Fi" }, "INVALID_RESPONSE"],
    ["another job's answer", { body: running("job_2") }, "INVALID_RESPONSE"],
    ["a 304 nobody asked for", { status: 304 }, "INVALID_RESPONSE"],
  ])("%s keeps the last data, goes on, and heals by itself", async (_name, failure, code) => {
    const setup = setUp({ body: running("job_1") });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(100);
    const { data } = hook.result.current;
    setup.server.answer(failure);
    await pass(10_000);
    expect(hook.result.current.error).toMatchObject({ code, retryable: true });
    expect(hook.result.current.data).toBe(data);
    setup.server.answer({ body: completed("job_1") });
    await pass(40_000);
    expect(hook.result.current.error).toBeNull();
    expect(hook.result.current.data?.outcome).toBe("success");
  });

  test("a failing first read is asked again by itself", async () => {
    const setup = setUp({ lost: true });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(100);
    expect(hook.result.current.error).toMatchObject({ code: "NETWORK" });
    setup.server.answer({ body: running("job_1") });
    await pass(5_000);
    expect(hook.result.current.data?.status).toBe("running");
  });

  test("failures in a row are asked about ever more slowly", async () => {
    const setup = setUp({ lost: true });
    renderWatch(setup, () => useJob("job_1").error);
    await pass(120_000);
    const gaps = setup.server.requests
      .slice(1)
      .map(({ atMs }, index) => atMs - (setup.server.requests[index]?.atMs ?? 0));
    expect(gaps.length).toBeLessThan(10);
    for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(Math.min(30_000, 2_000 * 2 ** index));
  });

  test("Retry-After is waited for", async () => {
    const setup = setUp({ status: 429, headers: { "retry-after": "45" } });
    renderWatch(setup, () => useJob("job_1").error);
    await pass(44_900);
    expect(setup.server.requests).toHaveLength(1);
    await pass(10_000);
    expect(setup.server.requests).toHaveLength(2);
  });
});

describe("5: a 304 keeps the very same object", () => {
  test("If-None-Match is sent with the last ETag, and the 304 gives that object back", async () => {
    const setup = setUp(({ headers }) =>
      headers.get("if-none-match") === '"a"' ? { status: 304 } : { body: running("job_1"), headers: { etag: '"a"' } },
    );
    const hook = renderWatch(setup, useWatchedJob);
    await pass(100);
    const { data } = hook.result.current;
    await pass(30_000);
    expect(setup.server.requests.length).toBeGreaterThan(3);
    expect(setup.server.requests.slice(1).every(({ headers }) => headers.get("if-none-match") === '"a"')).toBe(true);
    expect(setup.server.requests[0]?.headers.has("if-none-match")).toBe(false);
    expect(hook.result.current.data).toBe(data);
    expect(hook.result.current.error).toBeNull();
  });

  test("no ETag is sent once the object has left the cache", async () => {
    const setup = setUp({ body: running("job_1"), headers: { etag: '"a"' } });
    renderWatch(setup, () => useJob("job_1").data);
    await pass(100);
    void setup.queryClient.resetQueries();
    await pass(5_000);
    expect(setup.server.requests[1]?.headers.has("if-none-match")).toBe(false);
  });

  test("the ETag survives dehydration to JSON", async () => {
    const setup = setUp({ body: running("job_1"), headers: { etag: '"a"' } });
    void setup.queryClient.prefetchQuery(jobOptions("job_1", setup.client));
    await pass(100);
    const state = JSON.parse(JSON.stringify(dehydrate(setup.queryClient))) as DehydratedState;
    const page = setUp({ status: 304 });
    hydrate(page.queryClient, state);
    const hook = renderWatch(page, useWatchedJob);
    await pass(30_000);
    expect(page.server.requests[0]?.headers.get("if-none-match")).toBe('"a"');
    expect(hook.result.current.data).toMatchObject({ status: "running", progress: 0.42 });
    expect(hook.result.current.error).toBeNull();
  });
});

describe("6: a terminal state is never undone", () => {
  test("an answer that goes back to running is dropped", async () => {
    const setup = setUp({ body: completed("job_1") });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(100);
    setup.server.answer({ body: running("job_1") });
    void hook.result.current.refetch();
    await pass(10_000);
    expect(setup.server.requests).toHaveLength(2);
    expect(hook.result.current.data?.status).toBe("completed");
  });

  test("a stale value set from elsewhere is dropped too", async () => {
    const setup = setUp({ body: completed("job_1") });
    const hook = renderWatch(setup, useWatchedJob);
    await pass(100);
    const options = jobOptions("job_1", setup.client);
    setup.queryClient.setQueryData(
      options.queryKey,
      (old) => ({ ...(old as Job), status: "running", rawStatus: "running", isTerminal: false, outcome: null }) as Job,
    );
    await pass(10_000);
    expect(hook.result.current.data?.status).toBe("completed");
  });
});

describe("7: a key names the endpoint", () => {
  test("two tenants in one QueryClient never see each other's job", async () => {
    const setup = setUp(({ path }) => ({ body: running("job_1", { progress: path.includes("/a/") ? 0.1 : 0.9 }) }));
    const a = createLongrunClient({ fetch: setup.server.fetch, endpoints: { layers: { baseUrl: "/a/layers" } } });
    const b = createLongrunClient({ fetch: setup.server.fetch, endpoints: { layers: { baseUrl: "/b/layers" } } });
    const hook = renderWatch(setup, () => [
      useJob("job_1", { client: a }).data?.progress,
      useJob("job_1", { client: b }).data?.progress,
    ]);
    await pass(100);
    expect(hook.result.current).toEqual([0.1, 0.9]);
  });

  test("a scope parts two tenants behind one URL", () => {
    const baseUrl = "/api/longrun/layers";
    const keys = ["tenant-a", "tenant-b"].map(
      (scope) => jobOptions("job_1", createLongrunClient({ endpoints: { layers: { baseUrl, scope } } })).queryKey,
    );
    expect(keys[0]).not.toEqual(keys[1]);
    expect(JSON.stringify(keys)).not.toContain(baseUrl);
  });
});

describe("8: hidden tabs", () => {
  test("a hidden tab does not poll, and a poll that fell due comes promptly on return", async () => {
    const setup = setUp({ body: running("job_1") });
    renderWatch(setup, () => useJob("job_1").data);
    await pass(100);
    focusManager.setFocused(false);
    await pass(60_000);
    expect(setup.server.requests).toHaveLength(1);
    focusManager.setFocused(true);
    await pass(50);
    expect(setup.server.requests).toHaveLength(2);
  });

  test("a return before the poll is due asks nothing early", async () => {
    const setup = setUp({ body: running("job_1") });
    renderWatch(setup, () => useJob("job_1", { cadence: fixed10 }).data);
    await pass(100);
    focusManager.setFocused(false);
    await pass(3_000);
    focusManager.setFocused(true);
    await pass(50);
    expect(setup.server.requests).toHaveLength(1);
  });

  test("forty due polls are spread over a second or two on return", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    renderWatch(setup, () =>
      Array.from({ length: 40 }, (_, index) => index).map((index) => useJobStatus(`job_${index}`)),
    );
    await pass(3_000);
    focusManager.setFocused(false);
    await pass(60_000);
    const before = setup.server.requests.length;
    focusManager.setFocused(true);
    await pass(20);
    const atOnce = setup.server.requests.length - before;
    expect(atOnce).toBeGreaterThan(0);
    expect(atOnce).toBeLessThan(20);
    await pass(2_000);
    expect(new Set(setup.server.requests.slice(before).map(jobIdOf)).size).toBe(40);
  });
});

function useJobStatus(jobId: string): string | undefined {
  return useJob(jobId, { cadence: slow }).data?.status;
}
const slow = backoff({ initialMs: 20_000, maxMs: 20_000 });

describe("9: unmounting", () => {
  test("the last component that leaves aborts the request in flight", async () => {
    const setup = setUp({ hangs: true });
    const hook = renderWatch(setup, () => useJob("job_1").data);
    await pass(100);
    expect(setup.server.requests[0]?.signal?.aborted).toBe(false);
    hook.unmount();
    await pass(1);
    expect(setup.server.requests[0]?.signal?.aborted).toBe(true);
  });

  test("under StrictMode a first mount asks once", async () => {
    const setup = setUp({ body: running("job_1") }, { strict: true });
    renderWatch(setup, () => useJob("job_1").data);
    await pass(900);
    expect(setup.server.requests).toHaveLength(1);
  });
});

test("the options poll by themselves under a bare useQuery", async () => {
  const setup = setUp((_request, count) => ({ body: count < 4 ? running("job_1") : completed("job_1") }));
  const hook = renderWatch(setup, () => useQuery(jobOptions("job_1", setup.client)).data?.status);
  await pass(60_000);
  expect(hook.result.current).toBe("completed");
  expect(setup.server.requests).toHaveLength(4);
});

test("an app's default of keeping previous data never shows the old job under the new id", async () => {
  const queries = { defaultOptions: { queries: { placeholderData: (previous: unknown) => previous } } };
  const setup = setUp((request) => ({ body: running(jobIdOf(request)), afterMs: 300 }), {
    queries: queries as ConstructorParameters<typeof QueryClient>[0] & object,
  });
  const seen: [string, string | undefined][] = [];
  const hook = renderWatch(
    setup,
    ({ id }: { readonly id: string }) => {
      const { data } = useJob(id);
      seen.push([id, data?.jobId]);
    },
    { id: "job_1" },
  );
  await pass(1_000);
  hook.rerender({ id: "job_2" });
  await pass(1_000);
  expect(seen.filter(([id, shown]) => shown !== undefined && shown !== id)).toEqual([]);
  expect(seen.at(-1)).toEqual(["job_2", "job_2"]);
});
