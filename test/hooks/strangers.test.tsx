// The example operations, watched as a screen would.
import { useOperation } from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { githubWorkflowRun } from "../../examples/operations/githubWorkflowRun";
import { openAiBatch } from "../../examples/operations/openAiBatch";
import { replicatePrediction } from "../../examples/operations/replicatePrediction";
import { pass, renderWatch, setUp } from "./renderWatch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("an OpenAI batch, by its counts", async () => {
  const onSettled = vi.fn();
  const setup = setUp((_request, count) => ({
    body: {
      id: "batch_abc123",
      status: count < 5 ? "in_progress" : "completed",
      request_counts: { total: 4, completed: count - 1, failed: 0 },
    },
  }));
  const seen = new Set<number | null | undefined>();
  const hook = renderWatch(setup, () => {
    const { data } = useOperation(openAiBatch, { batchId: "batch_abc123" }, { onSettled });
    seen.add(data?.progress);
    return data;
  });
  await pass(600_000);
  expect([...seen]).toEqual([undefined, 0, 0.25, 0.5, 0.75, 1]);
  expect(hook.result.current).toMatchObject({ status: "completed", outcome: "success", request_counts: { total: 4 } });
  expect(onSettled).toHaveBeenCalledTimes(1);
  expect(setup.server.requests).toHaveLength(5);
});

test("a Replicate prediction, to its output", async () => {
  const id = "gm3qorzdhgbfurvjtvhg6dckhu";
  const setup = setUp((_request, count) => ({
    body: {
      id,
      status: ["starting", "processing"][count - 1] ?? "succeeded",
      output: count < 3 ? null : "hello Alice",
      error: null,
    },
  }));
  const hook = renderWatch(setup, () => useOperation(replicatePrediction, { predictionId: id }).data);
  await pass(60_000);
  expect(hook.result.current).toMatchObject({ outcome: "success", output: "hello Alice", progress: null });
  expect(setup.server.requests).toHaveLength(3);
});

test("a GitHub workflow run, through status and conclusion", async () => {
  const statuses: string[] = [];
  const setup = setUp((_request, count) => ({
    body: {
      id: 30433642,
      html_url: "https://github.com/octo-org/octo-repo/actions/runs/30433642",
      status: ["queued", "in_progress"][count - 1] ?? "completed",
      conclusion: count < 3 ? null : "timed_out",
    },
  }));
  const hook = renderWatch(
    setup,
    () =>
      useOperation(
        githubWorkflowRun,
        { owner: "octo-org", repo: "octo-repo", runId: "30433642" },
        { onStatusChange: (next, previous) => statuses.push(`${previous} ${next}`) },
      ).data,
  );
  await pass(60_000);
  expect(statuses).toEqual(["queued in_progress", "in_progress timed_out"]);
  expect(hook.result.current).toMatchObject({ outcome: "failure", conclusion: "timed_out" });
  expect(setup.server.requests).toHaveLength(3);
});
