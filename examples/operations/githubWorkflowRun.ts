import { defineOperation, fixed } from "longrun";
import * as z from "zod/mini";

/**
 * A run of a GitHub Actions workflow. Two fields hold its state: `conclusion` once it has ended, `status` before. A
 * re-run keeps its id: watch `…/runs/:runId/attempts/:attempt` to follow each. @see
 * https://docs.github.com/rest/actions/workflow-runs
 */
export const githubWorkflowRun = defineOperation({
  name: "github.workflow-run",
  endpoint: "github",
  path: "/repos/:owner/:repo/actions/runs/:runId",
  schema: z.looseObject({
    id: z.number(),
    status: z.nullable(z.string()),
    conclusion: z.nullable(z.string()),
    html_url: z.string(),
  }),
  statuses: {
    requested: null,
    queued: null,
    pending: null,
    waiting: null,
    in_progress: null,
    action_required: null,
    success: "success",
    neutral: "success",
    skipped: "success",
    failure: "failure",
    timed_out: "failure",
    startup_failure: "failure",
    cancelled: "canceled",
    stale: "canceled",
  },
  cadence: fixed(10_000),
  read: ({ id, status, conclusion }) => ({ status: conclusion ?? status, params: { runId: id } }),
});
