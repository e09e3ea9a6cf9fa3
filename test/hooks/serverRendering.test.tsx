// Prefetching on a server, hydrating in a browser, suspense, and a cache that was kept over a reload.
import {
  dehydrate,
  focusManager,
  hydrate,
  HydrationBoundary,
  QueryClientProvider,
  QueryErrorResetBoundary,
  useQueries,
  useSuspenseQueries,
  useSuspenseQuery,
  type DehydratedState,
} from "@tanstack/react-query";
import { act } from "@testing-library/react";
import {
  fixed,
  isStalled,
  jobOperation,
  jobOptions,
  LongrunProvider,
  operationOptions,
  useJob,
  watchState,
  type OperationError,
} from "longrun";
import { Component, StrictMode, Suspense, type ReactElement, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, renderWatch, setUp, type WatchSetup } from "./renderWatch";
import { completed, jobIdOf, notFound, running, type Script } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

function Status({ jobId = "job_1" }: { readonly jobId?: string }): ReactElement {
  const { data, error } = useJob(jobId);
  return <p>{data?.status ?? error?.code ?? "loading"}</p>;
}

/** What a server does: reads with a client of its own, and sends the page together with what it read. */
async function renderOnServer(
  script: Script,
  prefetched: readonly string[],
): Promise<{ html: string; state: DehydratedState; setup: WatchSetup }> {
  const setup = setUp(script);
  await Promise.all(prefetched.map((jobId) => setup.queryClient.prefetchQuery(jobOptions(jobId, setup.client))));
  const state = JSON.parse(JSON.stringify(dehydrate(setup.queryClient))) as DehydratedState;
  vi.stubGlobal("window", undefined);
  const html = renderToString(page(setup, state));
  vi.unstubAllGlobals();
  return { html, state, setup };
}

function page({ queryClient, client }: WatchSetup, state: DehydratedState): ReactElement {
  return (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <LongrunProvider client={client}>
          <HydrationBoundary state={state}>
            <Status />
          </HydrationBoundary>
        </LongrunProvider>
      </QueryClientProvider>
    </StrictMode>
  );
}

async function hydratePage(html: string, state: DehydratedState, script: Script) {
  const setup = setUp(script);
  const root = document.body.appendChild(document.createElement("div"));
  root.innerHTML = html;
  const onRecoverableError = vi.fn();
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  let mounted: ReturnType<typeof hydrateRoot> | undefined;
  await act(async () => {
    mounted = hydrateRoot(root, page(setup, state), { onRecoverableError });
    await vi.advanceTimersByTimeAsync(0);
  });
  return { setup, root, onRecoverableError, complaints, unmount: () => act(() => mounted?.unmount()) };
}

describe("a page that was prefetched", () => {
  test("is rendered with the data, hydrates without a complaint, and is not read again before the poll is due", async () => {
    const { html, state } = await renderOnServer({ body: running("job_1"), headers: { etag: '"a"' } }, ["job_1"]);
    expect(html).toContain("running");
    await pass(400);
    const browser = await hydratePage(html, state, { status: 304 });
    await pass(1_000);
    expect(browser.setup.server.requests).toEqual([]);
    await pass(1_500);
    expect(browser.setup.server.requests).toHaveLength(1);
    expect(browser.setup.server.requests[0]?.headers.get("if-none-match")).toBe('"a"');
    expect(browser.root.textContent).toBe("running");
    expect(browser.onRecoverableError).not.toHaveBeenCalled();
    expect(browser.complaints).not.toHaveBeenCalled();
    await browser.unmount();
  });

  test("that shows what is settled is never read again", async () => {
    const { html, state } = await renderOnServer({ body: completed("job_1") }, ["job_1"]);
    const browser = await hydratePage(html, state, { body: running("job_1") });
    await pass(3_600_000);
    expect(browser.setup.server.requests).toEqual([]);
    expect(browser.root.textContent).toBe("completed");
    await browser.unmount();
  });

  test("from a server whose clock is an hour off is polled all the same", async () => {
    for (const offMs of [-3_600_000, 3_600_000]) {
      const { html, state } = await renderOnServer({ body: running("job_1") }, ["job_1"]);
      for (const { state: query } of state.queries) query.dataUpdatedAt += offMs;
      const browser = await hydratePage(html, state, { body: running("job_1", { progress: 0.5 }) });
      await pass(30_000);
      expect(browser.setup.server.requests.length).toBeGreaterThan(2);
      expect(browser.setup.server.requests.length).toBeLessThan(15);
      await browser.unmount();
    }
  });

  test("whose prefetch failed is read by the browser", async () => {
    for (const failure of [{ lost: true }, notFound]) {
      const { html, state } = await renderOnServer(failure, ["job_1"]);
      expect(html).toContain("loading");
      const browser = await hydratePage(html, state, { body: running("job_1") });
      await pass(100);
      expect(browser.root.textContent).toBe("running");
      expect(browser.onRecoverableError).not.toHaveBeenCalled();
      await browser.unmount();
    }
  });
});

test("without a prefetch the server sends nothing, and the browser reads", async () => {
  const { html, state, setup } = await renderOnServer({ body: running("job_1") }, []);
  expect(html).toContain("loading");
  expect(setup.server.requests).toEqual([]);
  const browser = await hydratePage(html, state, { body: running("job_1") });
  await pass(100);
  expect(browser.root.textContent).toBe("running");
  expect(browser.onRecoverableError).not.toHaveBeenCalled();
  await browser.unmount();
});

describe("a cache kept over a reload", () => {
  async function reload(script: Script, awayMs: number): Promise<WatchSetup> {
    const before = setUp({ body: running("job_1"), headers: { etag: '"a"' } });
    renderWatch(before, () => useJob("job_1").data).unmount();
    const hook = renderWatch(before, () => useJob("job_1").data);
    await pass(30_000);
    const kept = JSON.stringify(dehydrate(before.queryClient));
    hook.unmount();
    await pass(awayMs);
    const after = setUp(script);
    hydrate(after.queryClient, JSON.parse(kept) as DehydratedState);
    return after;
  }

  test("shows at once what was known, asks at once with its ETag, and keeps the object on a 304", async () => {
    const setup = await reload({ status: 304 }, 600_000);
    const hook = renderWatch(setup, () => {
      const { data, error } = useJob("job_1");
      return { data, error };
    });
    const { data } = hook.result.current;
    expect(data?.status).toBe("running");
    await pass(100);
    expect(setup.server.requests.map(({ headers }) => headers.get("if-none-match"))).toEqual(['"a"']);
    expect(hook.result.current.data).toBe(data);
    expect(isStalled(hook.result.current.data, Date.now())).toBe(true);
  });

  test("within the delay asks when the poll is due", async () => {
    const setup = await reload({ status: 304 }, 500);
    renderWatch(setup, () => useJob("job_1", { cadence: fixed(60_000) }).data);
    await pass(20_000);
    expect(setup.server.requests).toEqual([]);
  });
});

describe("loaders", () => {
  test("ensureQueryData reads once, gives what is known after that, and rejects with the error", async () => {
    const setup = setUp((request) => (jobIdOf(request) === "job_x" ? notFound : { body: completed(jobIdOf(request)) }));
    const options = jobOptions("job_1", setup.client);
    expect((await setup.queryClient.ensureQueryData(options)).status).toBe("completed");
    expect((await setup.queryClient.ensureQueryData(options)).outcome).toBe("success");
    expect(setup.server.requests).toHaveLength(1);
    expect(setup.queryClient.getQueryData(options.queryKey)?.jobId).toBe("job_1");
    await expect(setup.queryClient.ensureQueryData(jobOptions("job_x", setup.client))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(setup.queryClient.ensureQueryData(jobOptions("../x", setup.client))).rejects.toMatchObject({
      code: "INVALID_ID",
    });
  });

  test("fetchQuery asks nothing before the poll is due", async () => {
    const setup = setUp({ body: running("job_1") });
    const options = jobOptions("job_1", setup.client);
    await setup.queryClient.fetchQuery(options);
    await setup.queryClient.fetchQuery(options);
    expect(setup.server.requests).toHaveLength(1);
    await pass(3_000);
    await setup.queryClient.fetchQuery(options);
    expect(setup.server.requests).toHaveLength(2);
  });
});

class Boundary extends Component<
  { readonly onReset: () => void; readonly children: ReactNode },
  { error: OperationError | null }
> {
  override state: { error: OperationError | null } = { error: null };
  static getDerivedStateFromError(error: OperationError): { error: OperationError } {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const again = (): void => {
      this.props.onReset();
      this.setState({ error: null });
    };
    return <button onClick={again}>{error.code}</button>;
  }
}

describe("suspense", () => {
  function Suspending({ setup }: { readonly setup: WatchSetup }): ReactElement {
    const result = useSuspenseQuery(jobOptions("job_1", setup.client));
    return <p>{`${result.data.status} ${watchState(result)}`}</p>;
  }
  const screen = (setup: WatchSetup): ReactElement => (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary onReset={reset}>
          <Suspense fallback="loading">
            <Suspending setup={setup} />
          </Suspense>
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  );

  test.each([false, true])("suspends for the first read and polls from then on (StrictMode: %s)", async (strict) => {
    const setup = setUp(
      (_request, count) => ({ body: count < 4 ? running("job_1") : completed("job_1"), afterMs: 100 }),
      { strict },
    );
    const view = renderIn(setup, screen(setup));
    expect(view.container.textContent).toBe("loading");
    await pass(200);
    expect(view.container.textContent).toBe("running watching");
    await pass(60_000);
    expect(view.container.textContent).toBe("completed settled");
    expect(setup.server.requests).toHaveLength(4);
  });

  test.each([
    ["a lost network", { lost: true }, "NETWORK"],
    ["a 404", notFound, "NOT_FOUND"],
  ])(
    "a first read that fails for %s goes to the error boundary, asks no more, and recovers when it is reset",
    async (_name, failure, code) => {
      vi.spyOn(console, "error").mockImplementation(() => undefined);
      const setup = setUp(failure);
      const view = renderIn(setup, screen(setup));
      await pass(60_000);
      expect(view.container.textContent).toBe(code);
      expect(setup.server.requests).toHaveLength(1);
      setup.server.answer({ body: running("job_1") });
      await act(async () => view.getByRole("button").click());
      await pass(100);
      expect(view.container.textContent).toBe("running watching");
      await pass(10_000);
      expect(setup.server.requests.length).toBeGreaterThan(3);
    },
  );

  test("a later read that fails keeps the data on screen, not the error boundary", async () => {
    const setup = setUp((_request, count) => (count === 1 ? { body: running("job_1") } : { status: 503 }));
    const view = renderIn(setup, screen(setup));
    await pass(20_000);
    expect(view.container.textContent).toBe("running retrying");
  });

  test("useSuspenseQueries and useQueries take the options too, each polled to its own end", async () => {
    const setup = setUp((request) => ({
      body: setup.server.about(jobIdOf(request)).length < 3 ? running(jobIdOf(request)) : completed(jobIdOf(request)),
    }));
    const ids = ["job_1", "job_2"];
    function Both(): ReactElement {
      const all = useSuspenseQueries({ queries: ids.map((id) => jobOptions(id, setup.client)) });
      const some = useQueries({
        queries: ids.map((id) => operationOptions(jobOperation, { jobId: id }, setup.client)),
      });
      return (
        <p>
          {all.map(({ data }) => data.status).join(" ")} {some.map(({ data }) => data?.status).join(" ")}
        </p>
      );
    }
    const view = renderIn(
      setup,
      <Suspense fallback="loading">
        <Both />
      </Suspense>,
    );
    await pass(100);
    await pass(60_000);
    expect(view.container.textContent).toBe("completed completed completed completed");
    expect(setup.server.requests).toHaveLength(6);
  });
});

test("the HTML of a server whose prefetch failed says what the browser says first, also with one QueryClient for all", async () => {
  for (const failure of [{ lost: true }, notFound])
    expect((await renderOnServer(failure, ["job_1"])).html).toBe("<p>loading</p>");
});

test("a QueryClient whose defaults fight polling is overruled where it would break a watch", async () => {
  const queries = {
    staleTime: 0,
    retry: 3,
    refetchInterval: 100,
    refetchIntervalInBackground: true,
    throwOnError: true,
    structuralSharing: false,
    refetchOnMount: "always" as const,
  };
  const setup = setUp((_request, count) => (count === 2 ? { status: 503 } : { body: running("job_1") }), {
    queries: { defaultOptions: { queries } },
  });
  const hook = renderWatch(setup, () => useJob("job_1").data?.status);
  await pass(30_000);
  expect(setup.server.requests.length).toBeLessThan(10);
  expect(hook.result.current).toBe("running");
  focusManager.setFocused(false);
  const before = setup.server.requests.length;
  await pass(60_000);
  focusManager.setFocused(undefined);
  expect(setup.server.requests).toHaveLength(before);
});
