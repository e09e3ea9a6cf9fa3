import { act } from "../../src/client/act";
import * as z from "zod/mini";
import {
  backoff,
  createLongrunClient,
  defineAction,
  defineOperation,
  isTerminal,
  jobOperation,
  jobStages,
  lineRequestOperation,
  OperationError,
  waitFor,
  type ActionInput,
  type ActionParams,
  type AnyOperation,
  type ContentResult,
  type Job,
  type JobKind,
  type leaseRequestOperation,
  type LeaseRequest,
  type LineRequest,
  type Outcome,
  type ParamsOf,
  type Schema,
  type ValueOf,
} from "longrun";
import { describe, expectTypeOf, test } from "vitest";
import { cancelJobAction, createLineRequestAction, requestLeaseAction } from "../../src/providers/actions";
import type { PathParams } from "../../src/operations/path/operationPath";

declare module "longrun" {
  interface JobResults {
    appstore_ingest: { appId: string };
  }
}

const renderOperation = defineOperation({
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/teams/:teamId/renders/:renderId",
  schema: z.looseObject({ renderId: z.string(), state: z.string(), percent: z.optional(z.number()) }),
  statuses: { queued: null, rendering: null, done: "success", partly: "partial", error: "failure" },
  cadence: backoff({ maxMs: 30_000 }),
  read: (wire) => {
    expectTypeOf(wire.percent).toEqualTypeOf<number | undefined>();
    return { status: wire.state, progress: (wire.percent ?? 0) / 100 };
  },
});

type Render = ValueOf<typeof renderOperation>;

describe("parameters come from the path", () => {
  test("from its query and from a whole path too", () => {
    expectTypeOf<PathParams<"/v1/renders/:renderId?team=:team&v=2">>().toEqualTypeOf<{
      readonly renderId: string;
      readonly team: string;
    }>();
    expectTypeOf<PathParams<"/v1beta/:name*">>().toEqualTypeOf<{ readonly name: string }>();
    expectTypeOf<PathParams<"/v1/:a/x/:b*?c=:c">>().toEqualTypeOf<{
      readonly a: string;
      readonly b: string;
      readonly c: string;
    }>();
  });

  test("of a definition", () => {
    expectTypeOf<ParamsOf<typeof renderOperation>>().toEqualTypeOf<{
      readonly teamId: string;
      readonly renderId: string;
    }>();
    expectTypeOf<ParamsOf<typeof jobOperation>>().toEqualTypeOf<{ readonly jobId: string }>();
    expectTypeOf<ParamsOf<typeof leaseRequestOperation>>().toEqualTypeOf<{
      readonly projectId: string;
      readonly requestId: string;
    }>();
    expectTypeOf<ParamsOf<typeof lineRequestOperation>>().toEqualTypeOf<{ readonly lineRequestId: string }>();
  });

  test("wherever they stand in it", () => {
    expectTypeOf<PathParams<"/:a">>().toEqualTypeOf<{ readonly a: string }>();
    expectTypeOf<PathParams<"/v1/:a/x/:b/y">>().toEqualTypeOf<{ readonly a: string; readonly b: string }>();
    expectTypeOf<PathParams<"/v1">>().toEqualTypeOf<Record<never, string>>();
    expectTypeOf<PathParams<string>>().toEqualTypeOf<Record<string, string>>();
  });

  test("and must all be given, under their own names", () => {
    const client = createLongrunClient();
    void client.read(renderOperation, { teamId: "t", renderId: "r" });
    // @ts-expect-error -- teamId is missing
    void client.read(renderOperation, { renderId: "r" });
    // @ts-expect-error -- the parameter is called jobId
    void client.read(jobOperation, { id: "job_1" });
    // @ts-expect-error -- an id is text
    void waitFor(jobOperation, { jobId: 5 });
    // @ts-expect-error -- an action needs its parameters as well
    void act(client, cancelJobAction, {});
    void act(client, createLineRequestAction, {});
    void act(client, requestLeaseAction, { projectId: "prj_1" });
  });
});

describe("status", () => {
  test("is one of the definition's own, or unknown, and nothing else", () => {
    expectTypeOf<Render["status"]>().toEqualTypeOf<"queued" | "rendering" | "done" | "partly" | "error" | "unknown">();
    expectTypeOf<Job["status"]>().toEqualTypeOf<"running" | "completed" | "failed" | "canceled" | "unknown">();
    expectTypeOf<LeaseRequest["status"]>().toEqualTypeOf<
      "requested" | "in_review" | "provisioning" | "assigned" | "partial" | "rejected" | "failed" | "unknown"
    >();
    expectTypeOf<LineRequest["status"]>().toEqualTypeOf<
      "awaiting_payment" | "provisioning" | "active" | "failed" | "canceled" | "unknown"
    >();
    expectTypeOf<Job["rawStatus"]>().toEqualTypeOf<string>();
  });

  test("can be switched over exhaustively", () => {
    function title(job: Job): string {
      switch (job.status) {
        case "running":
        case "unknown":
          return "…";
        case "completed":
        case "failed":
        case "canceled":
          return job.status;
        default:
          return job satisfies never;
      }
    }
    function forgetful(job: Job): string {
      switch (job.status) {
        case "running":
        case "completed":
        case "failed":
          return job.status;
        default:
          // @ts-expect-error -- canceled and unknown were forgotten
          return job satisfies never;
      }
    }
    expectTypeOf(title).returns.toBeString();
    expectTypeOf(forgetful).returns.toBeString();
  });

  test("that does not exist can't be asked for", () => {
    // @ts-expect-error -- it is spelled with one l
    const isCanceled = (job: Job): boolean => job.status === "cancelled";
    expectTypeOf(isCanceled).returns.toBeBoolean();
  });

  test("narrows outcome and isTerminal", () => {
    const job = {} as Job;
    if (job.status === "completed") {
      expectTypeOf(job.outcome).toEqualTypeOf<"success">();
      expectTypeOf(job.isTerminal).toEqualTypeOf<true>();
    }
    if (job.status === "running" || job.status === "unknown") {
      expectTypeOf(job.outcome).toEqualTypeOf<null>();
      expectTypeOf(job.isTerminal).toEqualTypeOf<false>();
    }
    const render = {} as Render;
    if (render.status === "partly") expectTypeOf(render.outcome).toEqualTypeOf<"partial">();
  });

  test("is narrowed by outcome and by isTerminal", () => {
    const job = {} as Job;
    if (job.outcome === "failure") expectTypeOf(job.status).toEqualTypeOf<"failed">();
    if (job.outcome === null) expectTypeOf(job.status).toEqualTypeOf<"running" | "unknown">();
    if (job.isTerminal) expectTypeOf(job.status).toEqualTypeOf<"completed" | "failed" | "canceled">();
    if (isTerminal(job)) expectTypeOf(job.status).toEqualTypeOf<"completed" | "failed" | "canceled">();
    const maybe = undefined as Job | undefined;
    if (isTerminal(maybe)) expectTypeOf(maybe.outcome).toEqualTypeOf<"success" | "failure" | "canceled">();
  });
});

describe("fields", () => {
  test("of the wire have the types the schema gives them", () => {
    expectTypeOf<Render["percent"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Render["state"]>().toEqualTypeOf<string>();
    expectTypeOf<Job["jobId"]>().toEqualTypeOf<string>();
    expectTypeOf<LineRequest["paymentUrl"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<LeaseRequest["assignedSocialAccountIds"]>().toEqualTypeOf<readonly string[]>();
  });

  test("of longrun's own are on every value", () => {
    expectTypeOf<Render["progress"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Job["stage"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Job["etag"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueOf<AnyOperation>["outcome"]>().toEqualTypeOf<Outcome | null>();
  });

  test("that are misspelt are no fields, loose as the schema may be", () => {
    const job = {} as Job;
    // @ts-expect-error -- it is called finishedAt
    void job.finishedat;
    const render = {} as Render;
    // @ts-expect-error -- it is called percent
    void render.percentage;
    // @ts-expect-error -- a value is not to be changed: it is the cache's
    job.progress = 1;
  });

  test("come from any library's Standard Schema", () => {
    const schema = {} as Schema<{ readonly id: string; readonly size: number }>;
    const operation = defineOperation({
      name: "a.b",
      endpoint: "a",
      path: "/:id",
      schema,
      statuses: { done: "success" },
    });
    expectTypeOf(operation).toExtend<AnyOperation>();
    expectTypeOf<ValueOf<typeof operation>["size"]>().toEqualTypeOf<number>();
  });
});

describe("a job's result", () => {
  test("is unknown while its kind is", () => {
    expectTypeOf<Job["result"]>().toEqualTypeOf<unknown>();
    expectTypeOf<Job<"influencer_create">["result"]>().toEqualTypeOf<unknown>();
  });

  test("is typed for a kind that is documented", () => {
    expectTypeOf<Job<"content_generate">["result"]>().toEqualTypeOf<ContentResult | undefined>();
    expectTypeOf<Job<"content_generate">["kind"]>().toEqualTypeOf<"content_generate">();
  });

  test("is typed for a kind that was declared", () => {
    expectTypeOf<Job<"appstore_ingest">["result"]>().toEqualTypeOf<{ appId: string } | undefined>();
  });

  test("stays typed when the status is narrowed", () => {
    const job = {} as Job<"content_generate">;
    if (job.status === "completed") {
      expectTypeOf(job.result?.mediaAssets[0]?.durationMs).toEqualTypeOf<number | undefined>();
      expectTypeOf(job.outcome).toEqualTypeOf<"success">();
    }
  });

  test("kinds are suggested, and a new one is none the less a kind", () => {
    expectTypeOf<JobKind>().toExtend<Job["kind"]>();
    expectTypeOf<string>().toExtend<Job["kind"]>();
  });

  test("a job of one kind goes where any job goes", () => {
    expectTypeOf<Job<"content_generate">>().toExtend<Job>();
    expectTypeOf<ValueOf<typeof jobOperation>>().toExtend<Job>();
    expectTypeOf(jobStages).toBeCallableWith({} as Job);
  });
});

describe("a definition", () => {
  const schema = z.looseObject({ id: z.string() });

  test("is one of any operation", () => {
    expectTypeOf(renderOperation).toExtend<AnyOperation>();
    expectTypeOf(jobOperation).toExtend<AnyOperation>();
    expectTypeOf(lineRequestOperation).toExtend<AnyOperation>();
  });

  test("that can't work is refused", () => {
    // @ts-expect-error -- "ok" is no outcome
    void (() => defineOperation({ name: "a.b", endpoint: "a", path: "/:id", schema, statuses: { done: "ok" } }));
    // @ts-expect-error -- the schema is missing
    void (() => defineOperation({ name: "a.b", endpoint: "a", path: "/:id", statuses: { done: "success" } }));
    const rest = { name: "a.b", endpoint: "a", path: "/:id", schema, statuses: { done: "success" } } as const;
    // @ts-expect-error -- a cadence is a function, such as fixed(5_000)
    void (() => defineOperation({ ...rest, cadence: 5_000 }));
    // @ts-expect-error -- read() must say the status
    void (() => defineOperation({ ...rest, read: () => ({ progress: 1 }) }));
  });
});

test("an error's code completes to the known ones, and any other is one as well", () => {
  const error = new OperationError({ code: "SOMETHING_NEW", operation: "a.b", message: "" });
  expectTypeOf(error.code).toExtend<string>();
  expectTypeOf<"RATE_LIMITED">().toExtend<OperationError["code"]>();
  expectTypeOf(error.details).toEqualTypeOf<unknown>();
});

describe("an action", () => {
  const operation = defineOperation({
    name: "acme.render",
    endpoint: "acme",
    path: "/v1/renders/:renderId",
    schema: z.looseObject({ state: z.string() }),
    statuses: { rendering: null, done: "success" },
    read: ({ state }) => ({ status: state }),
    actions: {
      start: defineAction({ path: "/v1/renders", input: z.object({ scene: z.string() }), creates: true }),
      cancel: defineAction({ method: "DELETE", path: "/v1/renders/:renderId" }),
    },
  });

  test("has its parameters from its own path, and its input from its schema", () => {
    expectTypeOf<ActionParams<typeof operation.actions.cancel>>().toEqualTypeOf<{ readonly renderId: string }>();
    expectTypeOf<ActionInput<typeof operation.actions.start>>().toEqualTypeOf<{ scene: string }>();
    expectTypeOf<ActionInput<typeof operation.actions.cancel>>().toBeVoid();
  });

  test("that the definition does not have is no action", () => {
    // @ts-expect-error -- there is no such action
    void (() => operation.actions.retry);
    // @ts-expect-error -- a definition without actions has none
    void (() => renderOperation.actions.cancel);
  });

  test("tells what failed, where read() says it", () => {
    expectTypeOf<ValueOf<typeof operation>["failure"]>().toEqualTypeOf<
      { readonly code: string; readonly message: string } | undefined
    >();
  });
});
