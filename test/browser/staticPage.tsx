// A Next.js page that is rendered at build time; the test of the frameworks copies it into examples/next.
"use client";

import { JobProgress, JobStatusBadge, JobTable, LeaseRequestCard, LineRequestCard, useJob, useJobs } from "longrun";
import type { ReactElement } from "react";

const running = {
  jobId: "job_there_is_none",
  kind: "content_generate",
  status: "running",
  stage: "planning",
  progress: 0.3,
  startedAt: "2026-04-18T19:20:11Z",
};
const ended = { ...running, jobId: "job_ended", status: "completed", progress: 1, finishedAt: "2026-04-18T19:23:11Z" };

export default function Page(): ReactElement {
  const { error } = useJob("job_none");
  const known = useJobs([ended, "job_none"]);
  return (
    <>
      <p>{error ? "static error" : "static loading"}</p>
      <p>{known.map(({ data }) => data?.status ?? "none").join()}</p>
      <JobProgress jobId="job_none" />
      <JobProgress job={running} />
      <JobStatusBadge jobId="job_none" />
      <JobTable jobIds={["job_none", ended]} />
      <JobTable jobs={[running, ended]} />
      <LeaseRequestCard
        leaseRequest={{
          requestId: "lreq_1",
          status: "requested",
          submittedAt: "2026-04-18T19:20:11Z",
          assignedSocialAccountIds: [],
        }}
      />
      <LineRequestCard lineRequest={{ status: "provisioning", line: { _id: "6a09279daa903300e2530b0f" } }} />
    </>
  );
}
