import type { Meta, StoryObj } from "@storybook/react-vite";
import {
  JobProgress,
  JobStatusBadge,
  JobTable,
  LeaseRequestCard,
  LeaseStatusBadge,
  LineRequestCard,
  LineStatusBadge,
} from "longrun";
import type { ReactElement, ReactNode } from "react";
import { jobList } from "./jobList";
import {
  canceledJob,
  completedJob,
  failedJob,
  leaseRequest,
  lineRequest,
  partialLease,
  runningJob,
  unknownJob,
} from "./values";

// scripts/gallery.mjs takes pictures of these, so nothing here depends on the present.
const meta = { title: "Gallery", tags: ["!autodocs"] } satisfies Meta;

export default meta;
type Story = StoryObj<typeof meta>;

function Grid({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <div
      style={{
        display: "grid",
        gap: 16,
        gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 400px), 1fr))",
        alignItems: "start",
        maxInlineSize: 1240,
      }}
    >
      {children}
    </div>
  );
}

const cancel = (): void => undefined;

export const Jobs: Story = {
  render: () => (
    <Grid>
      <JobProgress job={runningJob()} onCancelJob={cancel} />
      <JobProgress job={completedJob()} renderResult={() => <p>1 video, ready to post</p>} />
      <JobProgress job={failedJob()} />
      <JobProgress
        job={runningJob({ kind: "project_ingest_github", stage: "queued", progress: null })}
        onCancelJob={cancel}
      />
      <JobProgress job={canceledJob({ kind: "influencer_create", stage: "rendering_reference", progress: 0.61 })} />
      <JobProgress job={unknownJob()} />
      <JobProgress
        job={failedJob({
          kind: "appstore_ingest",
          stage: "scraping",
          progress: 0.08,
          error: { code: "UPSTREAM_TIMEOUT", message: "<img src=x onerror=alert(1)>" },
        })}
      />
      <JobProgress job={null} />
    </Grid>
  ),
};
export const Requests: Story = {
  render: () => (
    <Grid>
      <LineRequestCard lineRequest={lineRequest()} />
      <LineRequestCard lineRequest={lineRequest({ status: "provisioning", rawStatus: "provisioning" } as never)} />
      <LineRequestCard
        lineRequest={lineRequest({
          status: "active",
          rawStatus: "active",
          outcome: "success",
          isTerminal: true,
        } as never)}
      />
      <LeaseRequestCard leaseRequest={leaseRequest()} count={5} />
      <LeaseRequestCard leaseRequest={partialLease()} count={5} />
      <LeaseRequestCard
        leaseRequest={leaseRequest({
          status: "rejected",
          rawStatus: "rejected",
          outcome: "failure",
          isTerminal: true,
          note: "We can’t offer accounts in this niche.",
        } as never)}
      />
    </Grid>
  ),
};
export const Badges: Story = {
  render: () => (
    <div style={{ display: "grid", gap: 12 }}>
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
        {["running", "completed", "failed", "canceled", "waiting_for_review"].map((status) => (
          <JobStatusBadge key={status} status={status} />
        ))}
      </div>
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
        {["requested", "in_review", "provisioning", "assigned", "partial", "rejected"].map((status) => (
          <LeaseStatusBadge key={status} status={status} />
        ))}
      </div>
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
        {["awaiting_payment", "provisioning", "active", "failed", "canceled"].map((status) => (
          <LineStatusBadge key={status} status={status} />
        ))}
      </div>
    </div>
  ),
};
export const Table: Story = {
  render: () => (
    <div style={{ maxInlineSize: 1080 }}>
      <JobTable
        jobs={jobList(200)}
        selectedIds={jobList(3)
          .slice(1)
          .map(({ jobId }) => jobId)}
        selectable
      />
    </div>
  ),
};
