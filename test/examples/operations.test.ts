// Three public APIs that are not ours, each against samples of its documented answers, in all phases.
import { readdirSync, readFileSync } from "node:fs";
import { createLongrunClient, waitFor, type AnyOperation, type Outcome } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { githubWorkflowRun } from "../../examples/operations/githubWorkflowRun";
import { openAiBatch } from "../../examples/operations/openAiBatch";
import { replicatePrediction } from "../../examples/operations/replicatePrediction";
import { ScriptedServer } from "../hooks/scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** OpenAI, reference of “The batch object” and “Retrieve batch”. */
const batch = (fields: object): object => ({
  id: "batch_abc123",
  object: "batch",
  endpoint: "/v1/completions",
  errors: null,
  input_file_id: "file-abc123",
  completion_window: "24h",
  status: "validating",
  output_file_id: null,
  error_file_id: null,
  created_at: 1711471533,
  in_progress_at: null,
  expires_at: null,
  finalizing_at: null,
  completed_at: null,
  failed_at: null,
  expired_at: null,
  cancelling_at: null,
  cancelled_at: null,
  request_counts: { total: 0, completed: 0, failed: 0 },
  metadata: { customer_id: "user_123456789", batch_description: "Nightly eval job" },
  ...fields,
});
const counts = (completed: number, failed: number): object => ({ request_counts: { total: 100, completed, failed } });

/** Replicate, reference of “Get a prediction”, and “Prediction lifecycle”. */
const prediction = (fields: object): object => ({
  id: "gm3qorzdhgbfurvjtvhg6dckhu",
  model: "replicate/hello-world",
  version: "5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa",
  input: { text: "Alice" },
  logs: "",
  output: null,
  error: null,
  status: "starting",
  created_at: "2023-09-08T16:19:34.765994Z",
  urls: {
    cancel: "https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu/cancel",
    get: "https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu",
  },
  ...fields,
});

/** GitHub, reference of “Get a workflow run”. */
const run = (status: string | null, conclusion: string | null): object => ({
  id: 30433642,
  name: "Build",
  node_id: "MDEyOldvcmtmbG93IFJ1bjI2OTI4OQ==",
  check_suite_id: 42,
  head_branch: "master",
  run_number: 562,
  event: "push",
  display_title: "Update README.md",
  status,
  conclusion,
  workflow_id: 159038,
  html_url: "https://github.com/octo-org/octo-repo/actions/runs/30433642",
  pull_requests: [],
  created_at: "2020-01-22T19:33:08Z",
  updated_at: "2020-01-22T19:33:08Z",
  run_attempt: 1,
  run_started_at: "2020-01-22T19:33:08Z",
});

type Phase = readonly [body: object, status: string, outcome: Outcome | null, progress: number | null];

const apis: {
  operation: AnyOperation;
  params: Record<string, string>;
  path: string;
  other: Record<string, string>;
  phases: Phase[];
}[] = [
  {
    operation: openAiBatch,
    params: { batchId: "batch_abc123" },
    path: "/api/longrun/openai/v1/batches/batch_abc123",
    other: { batchId: "batch_xyz" },
    phases: [
      [batch({}), "validating", null, null],
      [batch({ request_counts: undefined }), "validating", null, null],
      [batch({ status: "in_progress", in_progress_at: 1711471538, ...counts(40, 2) }), "in_progress", null, 0.42],
      [batch({ status: "finalizing", finalizing_at: 1711493133, ...counts(95, 5) }), "finalizing", null, 1],
      [
        batch({
          status: "completed",
          output_file_id: "file-cvaTdG",
          error_file_id: "file-HOWS94",
          completed_at: 1711493163,
          ...counts(95, 5),
        }),
        "completed",
        "success",
        1,
      ],
      [
        batch({ status: "expired", output_file_id: "file-cvaTdG", expired_at: 1711557933, ...counts(60, 0) }),
        "expired",
        "partial",
        0.6,
      ],
      [
        batch({
          status: "failed",
          errors: { object: "list", data: [{ code: "invalid_json", message: "…", param: null, line: 3 }] },
          failed_at: 1711471540,
        }),
        "failed",
        "failure",
        null,
      ],
      [batch({ status: "cancelling", cancelling_at: 1711475133, ...counts(23, 1) }), "cancelling", null, 0.24],
      [batch({ status: "cancelled", cancelled_at: 1711475200, ...counts(23, 1) }), "cancelled", "canceled", 0.24],
    ],
  },
  {
    operation: replicatePrediction,
    params: { predictionId: "gm3qorzdhgbfurvjtvhg6dckhu" },
    path: "/api/longrun/replicate/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu",
    other: { predictionId: "rrr4z55ocneqzikepnug6xezpe" },
    phases: [
      [prediction({}), "starting", null, null],
      [prediction({ status: "processing", started_at: "2023-09-08T16:19:34.779176Z" }), "processing", null, null],
      [
        prediction({
          status: "succeeded",
          output: "hello Alice",
          completed_at: "2023-09-08T16:19:34.791859Z",
          metrics: { predict_time: 0.012683 },
        }),
        "succeeded",
        "success",
        null,
      ],
      [prediction({ status: "failed", error: "CUDA out of memory" }), "failed", "failure", null],
      [prediction({ status: "canceled" }), "canceled", "canceled", null],
      [prediction({ status: "aborted" }), "aborted", "canceled", null],
    ],
  },
  {
    operation: githubWorkflowRun,
    params: { owner: "octo-org", repo: "octo-repo", runId: "30433642" },
    path: "/api/longrun/github/repos/octo-org/octo-repo/actions/runs/30433642",
    other: { owner: "octo-org", repo: "octo-repo", runId: "30433643" },
    phases: [
      ...["requested", "queued", "pending", "waiting", "in_progress"].map((status): Phase => [
        run(status, null),
        status,
        null,
        null,
      ]),
      ...["success", "neutral", "skipped"].map((conclusion): Phase => [
        run("completed", conclusion),
        conclusion,
        "success",
        null,
      ]),
      ...["failure", "timed_out", "startup_failure"].map((conclusion): Phase => [
        run("completed", conclusion),
        conclusion,
        "failure",
        null,
      ]),
      ...["cancelled", "stale"].map((conclusion): Phase => [
        run("completed", conclusion),
        conclusion,
        "canceled",
        null,
      ]),
      [run("completed", "action_required"), "action_required", null, null],
    ],
  },
];

describe.each(apis)("$operation.name", ({ operation, params, path, other, phases }) => {
  test.each(phases)("reads %o as %s", async (body, status, outcome, progress) => {
    const server = new ScriptedServer({ body });
    const value: unknown = await createLongrunClient({ fetch: server.fetch }).read(operation, params);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
    expect(value).toMatchObject({ status, rawStatus: status, outcome, isTerminal: outcome !== null, progress });
  });

  test("is waited for until it ends", async () => {
    const going = phases.filter(([, , outcome]) => outcome === null);
    const ended = phases.find(([, , outcome]) => outcome !== null);
    const server = new ScriptedServer((_request, count) => ({ body: (going[count - 1] ?? ended)?.[0] }));
    const seen: string[] = [];
    const waiting = waitFor(operation, params, {
      client: createLongrunClient({ fetch: server.fetch }),
      onUpdate: (value) => seen.push(value.status),
    });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect((await waiting).status).toBe(ended?.[1]);
    expect(server.requests).toHaveLength(going.length + 1);
    expect(new Set(seen)).toEqual(new Set([...going, ended].map((phase) => phase?.[1])));
  });

  test("refuses an answer about another one", async () => {
    const server = new ScriptedServer({ body: phases[0]?.[0] });
    await expect(createLongrunClient({ fetch: server.fetch }).read(operation, other)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
    });
  });

  test("keeps a status of tomorrow by its own name, and goes on", async () => {
    const [body] = phases[0] ?? [{}];
    const server = new ScriptedServer({ body: { ...body, status: "hibernating" } });
    expect(await createLongrunClient({ fetch: server.fetch }).read(operation, params)).toMatchObject({
      status: "unknown",
      rawStatus: "hibernating",
      isTerminal: false,
    });
  });
});

test("a GitHub run whose status and conclusion are both null, as its schema allows, is an answer that can't be used", async () => {
  const server = new ScriptedServer({ body: run(null, null) });
  await expect(
    createLongrunClient({ fetch: server.fetch }).read(githubWorkflowRun, { owner: "o", repo: "r", runId: "30433642" }),
  ).rejects.toMatchObject({ code: "INVALID_RESPONSE", retryable: true });
});

describe("each example", () => {
  const folder = new URL("../../examples/operations/", import.meta.url);
  test.each(readdirSync(folder))("%s is under 40 lines and imports longrun and zod/mini alone", (name) => {
    const source = readFileSync(new URL(name, folder), "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThan(40);
    expect([...source.matchAll(/from "([^"]+)"/g)].map(([, from]) => from).sort()).toEqual(["longrun", "zod/mini"]);
  });
});
