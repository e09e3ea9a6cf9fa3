// What a query's schedule makes of failures that are not longrun's, and what it keeps alive.
import { QueryClient, QueryObserver, useQuery } from "@tanstack/react-query";
import {
  createLongrunClient,
  jobOperation,
  nextPollAt,
  operationOptions,
  watchState,
  type OperationError,
} from "longrun";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "../renderWatch";
import { running } from "../scriptedServer";

describe("an app's own queryFn", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each<[string, unknown]>([
    ["an error without `retryable`", new Error("The app's own mistake.")],
    ["null", null],
    ["undefined", undefined],
  ])("that rejects with %s is not polled again until somebody refetches", async (_what, reason) => {
    const setup = setUp({ body: running("job_1") });
    const queryFn = vi.fn(() => Promise.reject(reason as Error));
    const hook = renderWatch(setup, () =>
      useQuery({ ...operationOptions(jobOperation, { jobId: "job_1" }, setup.client), queryFn }),
    );
    await pass(600_000);
    expect(queryFn).toHaveBeenCalledTimes(1);
    const { data, error, status } = hook.result.current;
    expect(status).toBe("error");
    expect(nextPollAt({ data, error })).toBeNull();
    // A result's error is null both without a failure and after a failure with null.
    if (reason !== null) expect(watchState({ data, error })).toBe("stopped");
    void hook.result.current.refetch();
    await pass(600_000);
    expect(queryFn).toHaveBeenCalledTimes(2);
  });

  test("that rejects with a retryable error is polled again", async () => {
    const setup = setUp({ body: running("job_1") });
    const reason = Object.assign(new Error("Later."), { retryable: true }) as OperationError;
    const queryFn = vi.fn(() => Promise.reject(reason));
    renderWatch(setup, () =>
      useQuery({ ...operationOptions(jobOperation, { jobId: "job_1" }, setup.client), queryFn }),
    );
    await pass(60_000);
    expect(queryFn.mock.calls.length).toBeGreaterThan(2);
  });
});

test("a value that an app keeps does not keep the QueryClient alive", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const client = createLongrunClient({ fetch: () => Promise.resolve(Response.json(running("job_1"))) });

  async function watchOnce(): Promise<{ kept: object | undefined; queryClient: WeakRef<QueryClient> }> {
    const queryClient = new QueryClient();
    const observer = new QueryObserver(queryClient, operationOptions(jobOperation, { jobId: "job_1" }, client));
    const unsubscribe = observer.subscribe(() => undefined);
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBeDefined());
    const kept = observer.getCurrentResult().data;
    unsubscribe();
    queryClient.clear();
    return { kept, queryClient: new WeakRef(queryClient) };
  }

  const { kept, queryClient } = await watchOnce();
  await vi.waitFor(() => {
    collectGarbage();
    expect(queryClient.deref() === undefined).toBe(true);
  });
  expect(kept).toMatchObject({ jobId: "job_1" });
  expect(nextPollAt({ data: kept, error: null })).not.toBeNull();
});
