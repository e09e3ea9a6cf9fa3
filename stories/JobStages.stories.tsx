import type { Meta, StoryObj } from "@storybook/react-vite";
import { JOB_STAGES, JobStages, type JobKind } from "longrun";
import { canceledJob, completedJob, failedJob, JOB_ID, runningJob, unknownJob } from "./values";

const meta = { title: "JobStages", component: JobStages, args: { job: runningJob() } } satisfies Meta<typeof JobStages>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Running: Story = {};
export const Queued: Story = { args: { job: runningJob({ stage: "queued" }) } };
export const Completed: Story = { args: { job: completedJob() } };
export const Failed: Story = { args: { job: failedJob() } };
export const Canceled: Story = { args: { job: canceledJob() } };
export const UnknownKindAndStage: Story = { args: { job: unknownJob() } };
export const Loading: Story = { args: { job: undefined, jobId: JOB_ID } };
export const Empty: Story = { args: { job: null } };
export const EveryKind: Story = {
  render: () => (
    <div style={{ display: "grid", gap: 24 }}>
      {Object.keys(JOB_STAGES).map((kind) => (
        <JobStages
          key={kind}
          job={runningJob({ kind: kind as JobKind, stage: JOB_STAGES[kind as JobKind][1] })}
          aria-label={kind}
        />
      ))}
    </div>
  ),
};
