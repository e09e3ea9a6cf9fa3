import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { JobProgress, JobStages, JobStatusBadge, JobTable, LeaseRequestCard, LineRequestCard } from "longrun";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { completedJob, failedJob, leaseRequest, lineRequest, partialLease, runningJob } from "../../stories/values";

const BADGES = ["running", "completed", "failed", "canceled", "waiting_for_review"];

/** Every component in the states that differ in look, as markup to put into any page. */
export const DRAWN: Readonly<Record<string, string>> = {
  progress: markup(createElement(JobProgress, { job: runningJob(), onCancelJob: () => undefined })),
  failed: markup(createElement(JobProgress, { job: failedJob() })),
  completed: markup(
    createElement(JobProgress, {
      job: completedJob(),
      renderResult: () => createElement("p", null, "1 video, ready to post"),
    }),
  ),
  stages: markup(createElement(JobStages, { job: runningJob() })),
  lease: markup(createElement(LeaseRequestCard, { leaseRequest: leaseRequest(), count: 5 })),
  partialLease: markup(createElement(LeaseRequestCard, { leaseRequest: partialLease(), count: 5 })),
  line: markup(createElement(LineRequestCard, { lineRequest: lineRequest() })),
  table: markup(
    createElement(JobTable, {
      jobs: [runningJob(), completedJob({ jobId: "job_2" }), failedJob({ jobId: "job_3" })],
      selectable: true,
    }),
  ),
  badges: BADGES.map(badgeOf).join("\n"),
};

/** A badge with a larger custom icon, and the same badge without it. */
export const GIVEN_ICON: string = [
  { running: createElement("svg", { width: 24, height: 24, viewBox: "0 0 24 24" }) },
  undefined,
]
  .map((icons) => markup(createElement(JobStatusBadge, { status: "running", icons })))
  .join(" ");

/** All of them, one under the other. */
export const ALL_DRAWN: string = Object.values(DRAWN)
  .map((drawn) => `<div class="shown" style="margin-block: 12px">${drawn}</div>`)
  .join("\n");

/** A job's badge. */
export function badgeOf(status: string): string {
  return markup(createElement(JobStatusBadge, { status }));
}

function markup(element: ReactElement): string {
  return renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, element));
}
