import type { Meta, StoryObj } from "@storybook/react-vite";
import { JobStatusBadge, LeaseStatusBadge, LineStatusBadge } from "longrun";
import { refusing, unreachable } from "./answers";
import { JOB_ID, LEASE_PARAMS, LINE_ID, runningJob } from "./values";

const meta = {
  title: "Badges",
  component: JobStatusBadge,
  subcomponents: { LeaseStatusBadge, LineStatusBadge },
} satisfies Meta<typeof JobStatusBadge>;

export default meta;
type Story = StoryObj<typeof meta>;

const row = { display: "flex", gap: 8, flexWrap: "wrap" } as const;

export const Job: Story = {
  render: () => (
    <div style={row}>
      {["running", "completed", "failed", "canceled", "waiting_for_review"].map((status) => (
        <JobStatusBadge key={status} status={status} />
      ))}
    </div>
  ),
};
export const Lease: Story = {
  render: () => (
    <div style={row}>
      {["requested", "in_review", "provisioning", "assigned", "partial", "rejected", "failed", "on_hold"].map(
        (status) => (
          <LeaseStatusBadge key={status} status={status} />
        ),
      )}
    </div>
  ),
};
export const Line: Story = {
  render: () => (
    <div style={row}>
      {["awaiting_payment", "provisioning", "active", "failed", "canceled", "number_porting"].map((status) => (
        <LineStatusBadge key={status} status={status} />
      ))}
    </div>
  ),
};
export const Watching: Story = { args: { jobId: JOB_ID }, parameters: { setting: { known: runningJob() } } };
export const Loading: Story = {
  render: () => (
    <div style={row}>
      <JobStatusBadge jobId={JOB_ID} />
      <LeaseStatusBadge {...LEASE_PARAMS} />
      <LineStatusBadge lineRequestId={LINE_ID} />
    </div>
  ),
};
export const Empty: Story = {
  render: () => (
    <div style={row}>
      <JobStatusBadge jobId={null} />
      <LeaseStatusBadge requestId={null} />
      <LineStatusBadge lineRequestId={null} />
    </div>
  ),
};
export const ReadFailingForNow: Story = {
  args: { jobId: JOB_ID },
  parameters: { setting: { known: runningJob(), knownAgoMs: 60_000, fetch: unreachable } },
};
export const ReadFailedForGood: Story = {
  args: { jobId: JOB_ID },
  parameters: { setting: { fetch: refusing(404, "NOT_FOUND", "Unknown jobId.") } },
};
export const VeryLongText: Story = {
  args: { status: "a_status_that_nobody_would_ever_invent_but_somebody_did_and_it_goes_on_and_on_and_on_and_on" },
  decorators: [(Story) => <div style={{ inlineSize: 240 }}>{Story()}</div>],
};
