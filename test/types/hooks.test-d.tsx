import { QueryClient, useSuspenseQuery, type UseQueryResult } from "@tanstack/react-query";
import {
  defineOperation,
  fixed,
  isStalled,
  jobOptions,
  leaseRequestOptions,
  lineRequestOptions,
  nextPollAt,
  operationOptions,
  useCancelJob,
  useCreateLineRequest,
  useJob,
  useJobs,
  useLeaseRequest,
  useLineRequest,
  useLineRequestAction,
  useLongrunClient,
  useOperation,
  useRequestLease,
  watchState,
  type CancelJobResult,
  type ContentResult,
  type Job,
  type LeaseRequest,
  type LineRequest,
  type LineRequestAnswer,
  type LongrunClient,
  type OperationError,
  type WatchState,
} from "longrun";
import type { ReactElement } from "react";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod/mini";

// Hooks are called in components alone, which these are not: nothing here runs, the types are all there is.
/* eslint-disable react-hooks/rules-of-hooks */

const render = defineOperation({
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/teams/:teamId/renders/:renderId",
  schema: z.looseObject({ state: z.string(), percent: z.number(), frames: z.array(z.string()) }),
  statuses: { rendering: null, done: "success", partly: "partial" },
  read: (wire) => ({ status: wire.state, progress: wire.percent / 100 }),
});

describe("the watching hooks", () => {
  test("give TanStack's result of their operation", () => {
    expectTypeOf(useJob("job_1")).toEqualTypeOf<UseQueryResult<Job, OperationError>>();
    expectTypeOf(useJobs(["job_1"])).toEqualTypeOf<UseQueryResult<Job, OperationError>[]>();
    expectTypeOf(useLeaseRequest({ projectId: "p", requestId: "r" })).toEqualTypeOf<
      UseQueryResult<LeaseRequest, OperationError>
    >();
    expectTypeOf(useLineRequest("l")).toEqualTypeOf<UseQueryResult<LineRequest, OperationError>>();
    expectTypeOf(useJob("job_1").error?.code).toEqualTypeOf<OperationError["code"] | undefined>();
    expectTypeOf(useOperation(render, { teamId: "t", renderId: "r" }).data?.frames).toEqualTypeOf<
      string[] | undefined
    >();
  });

  test("take null and undefined while there is nothing to watch", () => {
    for (const none of [null, undefined]) {
      useJob(none);
      useLeaseRequest(none);
      useLineRequest(none);
      useOperation(render, none);
    }
    // @ts-expect-error -- a list has its ids, or is empty
    useJobs([null]);
    useJobs(["job_1", {} as Job, JSON.parse("{}") as { jobId: string }], { dataUpdatedAt: 1 });
    // @ts-expect-error -- a number is no id and no job
    useJobs([7]);
    // @ts-expect-error -- an id is text
    useJob(7);
    // @ts-expect-error -- which hook of which operation would be a guess
    useOperation(null, null);
  });

  test("take the parameters that the path names, all of them", () => {
    // @ts-expect-error -- renderId is missing
    useOperation(render, { teamId: "t" });
    // @ts-expect-error -- jobId is no parameter of a render
    useOperation(render, { teamId: "t", renderId: "r", jobId: "j" });
    // @ts-expect-error -- a lease request is in a project
    useLeaseRequest({ requestId: "r" });
    // @ts-expect-error -- an id is text
    operationOptions(render, { teamId: 1, renderId: "r" });
  });

  test("make a switch over the status exhaustive", () => {
    function Screen(): ReactElement | string {
      const { data } = useJob("job_1");
      if (!data) return "…";
      switch (data.status) {
        case "running":
        case "unknown":
          return data.rawStatus;
        case "completed":
        case "failed":
        case "canceled":
          expectTypeOf(data.isTerminal).toEqualTypeOf<true>();
          return data.status;
        default:
          return data satisfies never;
      }
    }
    function Forgetful(): string {
      const { data } = useOperation(render, { teamId: "t", renderId: "r" });
      switch (data?.status) {
        case undefined:
        case "rendering":
        case "done":
          return "…";
        default:
          // @ts-expect-error -- partly and unknown were forgotten
          return data satisfies never;
      }
    }
    expectTypeOf(Screen).not.toBeNever();
    expectTypeOf(Forgetful).returns.toBeString();
  });

  test("type the result of a job by its kind, which is the caller's claim", () => {
    const { data } = useJob<"content_generate">("job_1");
    expectTypeOf(data?.result).toEqualTypeOf<ContentResult | undefined>();
    expectTypeOf(data?.kind).toEqualTypeOf<"content_generate" | undefined>();
    expectTypeOf(useJob("job_1").data?.result).toEqualTypeOf<unknown>();
    useJob<"content_generate">("job_1", {
      onSettled: (job) => expectTypeOf(job.result).toEqualTypeOf<ContentResult | undefined>(),
    });
    if (data?.outcome === "success") expectTypeOf(data.status).toEqualTypeOf<"completed">();
    // @ts-expect-error -- without a kind nobody knows what is in it
    void useJob("job_1").data?.result?.mediaAssets;
  });
});

describe("the options", () => {
  test("type their callbacks by the operation", () => {
    useJob("job_1", {
      enabled: true,
      cadence: ({ status, samples, watchedMs }) => {
        expectTypeOf(status).toEqualTypeOf<string | null>();
        return samples.length + watchedMs + 1_000;
      },
      onSettled: (job, { witnessed }) => {
        expectTypeOf(job).toEqualTypeOf<Job>();
        expectTypeOf(witnessed).toEqualTypeOf<boolean>();
      },
      onStatusChange: (next, previous, job) => {
        expectTypeOf(next).toEqualTypeOf<Job["status"]>();
        expectTypeOf(previous).toEqualTypeOf<Job["status"]>();
        expectTypeOf(job.jobId).toBeString();
      },
    });
    useOperation(render, null, {
      onStatusChange: (next) => expectTypeOf(next).toEqualTypeOf<"rendering" | "done" | "partly" | "unknown">(),
    });
    useJobs([], { cadence: fixed(1_000), onSettled: ({ jobId }) => expectTypeOf(jobId).toBeString() });
  });

  test("refuse what would be dropped in silence", () => {
    // @ts-expect-error -- a cadence is a function: fixed(1_000)
    useJob("job_1", { cadence: 1_000 });
    // @ts-expect-error -- it is called enabled
    useJob("job_1", { disabled: true });
    // @ts-expect-error -- polling is the cadence's
    useJob("job_1", { refetchInterval: 1_000 });
  });
});

describe("the query options", () => {
  test("give data that is there under suspense", () => {
    const client = {} as LongrunClient;
    expectTypeOf(useSuspenseQuery(jobOptions("job_1")).data).toEqualTypeOf<Job>();
    expectTypeOf(useSuspenseQuery(jobOptions<"content_generate">("job_1", client)).data.result).toEqualTypeOf<
      ContentResult | undefined
    >();
    expectTypeOf(
      useSuspenseQuery(leaseRequestOptions({ projectId: "p", requestId: "r" })).data,
    ).toEqualTypeOf<LeaseRequest>();
    expectTypeOf(useSuspenseQuery(lineRequestOptions("l")).data).toEqualTypeOf<LineRequest>();
    expectTypeOf(
      useSuspenseQuery(operationOptions(render, { teamId: "t", renderId: "r" }, client)).data.percent,
    ).toBeNumber();
  });

  test("tag their key with the type of the data", () => {
    const queryClient = new QueryClient();
    expectTypeOf(queryClient.getQueryData(jobOptions("job_1").queryKey)).toEqualTypeOf<Job | undefined>();
    expectTypeOf(queryClient.ensureQueryData(lineRequestOptions("l"))).resolves.toEqualTypeOf<LineRequest>();
    expectTypeOf(
      queryClient.fetchQuery(operationOptions(render, { teamId: "t", renderId: "r" })),
    ).resolves.toHaveProperty("frames");
    queryClient.setQueryData(jobOptions("job_1").queryKey, (job) => {
      expectTypeOf(job).toEqualTypeOf<Job | undefined>();
      return job;
    });
    // @ts-expect-error -- a line request is no job
    queryClient.setQueryData(jobOptions("job_1").queryKey, {} as LineRequest);
    // @ts-expect-error -- suspense has no "nothing yet"
    jobOptions(null);
  });
});

describe("the mutations", () => {
  test("take what they send and give what was answered", () => {
    const cancel = useCancelJob("job_1");
    cancel.mutate();
    expectTypeOf(cancel.data).toEqualTypeOf<CancelJobResult | undefined>();
    expectTypeOf(cancel.error).toEqualTypeOf<OperationError | null>();
    // @ts-expect-error -- the id is the hook's
    cancel.mutate("job_2");

    const lease = useRequestLease("prj_1");
    lease.mutate({ count: 5, niche: { vertical: "coffee" } });
    expectTypeOf(lease.data).toEqualTypeOf<LeaseRequest | undefined>();
    // @ts-expect-error -- how many is missing
    lease.mutate({ niche: { vertical: "coffee" } });
    // @ts-expect-error -- geo is a list of countries
    lease.mutate({ count: 5, niche: { vertical: "coffee", geo: "US" } });

    const create = useCreateLineRequest();
    create.mutate({ firstName: "Ada", lastName: "Support", channelType: "email" });
    expectTypeOf(create.data).toEqualTypeOf<LineRequestAnswer | undefined>();
    expectTypeOf(create.mutateAsync).returns.resolves.toEqualTypeOf<LineRequestAnswer>();
    // @ts-expect-error -- there is no such channel
    create.mutate({ firstName: "Ada", lastName: "Support", channelType: "fax" });

    const act = useLineRequestAction("l");
    act.mutate("payment_link");
    act.mutate("cancel");
    // @ts-expect-error -- there is no such action
    act.mutate("refund");
  });

  test("tell refusals apart by status", () => {
    const { data } = useCreateLineRequest();
    if (data?.status === "subscription_required") expectTypeOf(data.redirect).toEqualTypeOf<string | undefined>();
    // @ts-expect-error -- it is spelled subscription_required
    void (data?.status === "subscription_needed");
  });
});

test("watchState, nextPollAt and isStalled take a hook's result and data as they are", () => {
  const result = useJob("job_1");
  expectTypeOf(watchState(result)).toEqualTypeOf<WatchState>();
  expectTypeOf(watchState(result, { focused: true, online: true })).toEqualTypeOf<WatchState>();
  expectTypeOf(nextPollAt(result)).toEqualTypeOf<number | null>();
  expectTypeOf(isStalled(result.data, Date.now())).toBeBoolean();
  expectTypeOf(isStalled(useLineRequest("l").data, Date.now(), 5_000)).toBeBoolean();
  watchState(useSuspenseQuery(jobOptions("job_1")));
  expectTypeOf(useLongrunClient()).toEqualTypeOf<LongrunClient>();
  // @ts-expect-error -- data alone does not tell how the watch is doing
  watchState(result.data);
});
