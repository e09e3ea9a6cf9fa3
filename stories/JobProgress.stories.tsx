import type { Meta, StoryObj } from "@storybook/react-vite";
import { JobProgress } from "longrun";
import { expect, fn, userEvent, waitFor } from "storybook/test";
import { answering, refusing, unreachable } from "./answers";
import { canceledJob, completedJob, failedJob, JOB_ID, runningJob, unknownJob } from "./values";

const LONG =
  "An unusually long sentence that goes on and on, with_a_name_that_has_no_place_to_break_in_it_at_all_and_goes_on_for_longer_than_a_line, and then some more of it. ";

const meta = {
  title: "JobProgress",
  component: JobProgress,
  decorators: [(Story) => <div style={{ maxInlineSize: 560 }}>{Story()}</div>],
  args: { job: runningJob() },
} satisfies Meta<typeof JobProgress>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Running: Story = {};
export const Cancelable: Story = {
  args: { onCancelJob: fn() },
  play: async ({ args, canvas }) => {
    await userEvent.click(canvas.getByRole("button"));
    await expect(args.onCancelJob).toHaveBeenCalledWith(JOB_ID);
  },
};
export const Queued: Story = {
  args: { job: runningJob({ stage: "queued", progress: null, startedAt: new Date().toISOString() }) },
};
export const WithoutProgress: Story = { args: { job: runningJob({ progress: null }) } };
export const AtZero: Story = { args: { job: runningJob({ stage: "planning", progress: 0 }) } };
export const AtOne: Story = { args: { job: runningJob({ stage: "finalizing", progress: 1 }) } };
export const NotANumber: Story = { args: { job: runningJob({ progress: Number.NaN }) } };
export const Completed: Story = { args: { job: completedJob() } };
export const CompletedWithResult: Story = {
  args: {
    job: completedJob(),
    renderResult: ({ result }) => (
      <p>{(result as { mediaAssets: unknown[] }).mediaAssets.length} video, ready to post</p>
    ),
  },
};
export const Failed: Story = { args: { job: failedJob() } };
export const FailedWithHostileText: Story = {
  args: { job: failedJob({ error: { code: "<b>CODE</b>", message: "<img src=x onerror=alert(1)>" } }) },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
    await expect(canvasElement.querySelector("img, b")).toBeNull();
  },
};
export const Canceled: Story = { args: { job: canceledJob() } };
export const UnknownStatus: Story = { args: { job: unknownJob() } };
export const VeryLongText: Story = {
  args: {
    job: failedJob({
      kind: LONG.replaceAll(" ", "_"),
      stage: LONG.replaceAll(" ", "_"),
      error: { code: "A_CODE_THAT_IS_LONG_".repeat(6), message: LONG.repeat(4) },
    }),
  },
};
export const Empty: Story = { args: { job: null } };

/** Waits for the first answer. */
export const Loading: Story = { args: { job: undefined, jobId: JOB_ID } };
/** The last data stays, and reads are retried. */
export const ReadFailingForNow: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: { setting: { known: runningJob(), knownAgoMs: 60_000, fetch: unreachable } },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector("[data-longrun=job-progress-notice]")).toBeVisible());
    await expect(canvas.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "42");
  },
};
/** Nothing has been read yet, and reads are retried. */
export const FirstReadFailing: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: { setting: { fetch: unreachable } },
};
/** Says why, and reads again only when asked. */
export const ReadFailedForGood: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: { setting: { fetch: refusing(404, "NOT_FOUND", "Unknown jobId.") } },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector("[data-longrun=job-progress-error]")).toBeVisible());
    // One copies the request's id, the other tries again.
    await expect(canvas.getAllByRole("button")).toHaveLength(2);
  },
};
export const Stalled: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: {
    setting: { known: runningJob({ startedAt: new Date(Date.now() - 660_000).toISOString() }), knownAgoMs: 600_000 },
  },
};
export const Offline: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: { setting: { known: runningJob(), offline: true } },
};
/** Says that the job can't be canceled at this stage. */
export const CancelRefused: Story = {
  args: { job: undefined, jobId: JOB_ID },
  parameters: {
    setting: {
      known: runningJob(),
      fetch: answering(
        {
          error: {
            code: "CONFLICT",
            message: "No.",
            details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "generating_visuals" },
          },
        },
        409,
      ),
    },
  },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole("button"));
    await waitFor(() => expect(canvas.getByRole("button").previousElementSibling).toBeVisible());
  },
};
/** The same parts, composed differently. */
export const Recomposed: Story = {
  args: { job: runningJob() },
  render: (args) => (
    <JobProgress.Root {...args} style={{ flexDirection: "row", alignItems: "center" }}>
      <JobProgress.Title />
      <JobProgress.Bar />
      <JobProgress.Value />
    </JobProgress.Root>
  ),
};
