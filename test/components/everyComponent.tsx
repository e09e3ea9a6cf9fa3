// Every component, given a value and given an id.
import {
  JobProgress,
  JobStages,
  JobStatusBadge,
  JobTable,
  LeaseRequestCard,
  LeaseStatusBadge,
  LineRequestCard,
  LineStatusBadge,
} from "longrun";
import type { ReactElement } from "react";
import { jobList } from "../../stories/jobList";
import { completedJob, failedJob, leaseRequest, lineRequest, partialLease, runningJob } from "../../stories/values";

export const drawn = (): ReactElement => (
  <>
    <JobProgress job={runningJob({ startedAt: "2026-04-18T19:20:11Z" })} onCancelJob={() => undefined} />
    <JobProgress job={completedJob()} renderResult={() => "done"} />
    <JobProgress job={failedJob()} />
    <JobProgress job={null} />
    <JobStages job={runningJob()} />
    <JobTable jobs={jobList(100)} selectable />
    <LeaseRequestCard leaseRequest={leaseRequest()} count={5} />
    <LeaseRequestCard leaseRequest={partialLease()} />
    <LineRequestCard lineRequest={lineRequest()} />
    <JobStatusBadge status="running" />
    <LeaseStatusBadge leaseRequest={partialLease()} />
    <LineStatusBadge status="active" />
  </>
);

export const watched = (): ReactElement => (
  <>
    <JobProgress jobId="job_1" />
    <JobStages jobId="job_1" />
    <JobTable jobIds={["job_1", "job_2"]} />
    <LeaseRequestCard projectId="prj_1" requestId="lreq_1" />
    <LineRequestCard lineRequestId="line_1" />
    <JobStatusBadge jobId="job_1" />
  </>
);
