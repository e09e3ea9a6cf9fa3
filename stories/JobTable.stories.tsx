import type { Meta, StoryObj } from "@storybook/react-vite";
import { JobTable } from "longrun";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { refusing, unreachable } from "./answers";
import { jobList } from "./jobList";
import { failedJob, runningJob, unknownJob } from "./values";

const meta = {
  title: "JobTable",
  component: JobTable,
  args: { jobs: jobList(10) },
} satisfies Meta<typeof JobTable>;

export default meta;
type Story = StoryObj<typeof meta>;

const bodyRows = (canvasElement: HTMLElement): HTMLElement[] => [
  ...canvasElement.querySelectorAll<HTMLElement>("[data-job-id]"),
];
const watching = (count: number): { jobs: undefined; jobIds: string[] } => ({
  jobs: undefined,
  jobIds: jobList(count).map(({ jobId }) => jobId),
});

export const TenJobs: Story = {};
export const Sorted: Story = {
  play: async ({ canvas, canvasElement }) => {
    const [, status] = within(canvas.getByRole("table")).getAllByRole("columnheader");
    const button = within(status as HTMLElement).getByRole("button");
    await userEvent.click(button);
    await expect(status).toHaveAttribute("aria-sort", "ascending");
    await userEvent.click(button);
    await expect(status).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(button);
    await expect(status).not.toHaveAttribute("aria-sort");
    await expect(bodyRows(canvasElement)).toHaveLength(10);
  },
};
export const Filtered: Story = {
  play: async ({ canvas, canvasElement }) => {
    const [status] = canvas.getAllByRole("combobox");
    await userEvent.selectOptions(status as HTMLElement, "=failed");
    await waitFor(() => expect(bodyRows(canvasElement).map(({ dataset }) => dataset["status"])).toEqual(["failed"]));
  },
};
export const NothingMatches: Story = {
  play: async ({ canvas, canvasElement }) => {
    const [status, kind] = canvas.getAllByRole("combobox");
    await userEvent.selectOptions(status as HTMLElement, "=failed");
    await userEvent.selectOptions(kind as HTMLElement, "=influencer_create");
    await waitFor(() => expect(bodyRows(canvasElement)).toHaveLength(0));
    await userEvent.click(canvas.getByRole("button"));
    await waitFor(() => expect(bodyRows(canvasElement)).toHaveLength(10));
  },
};
/** Arrow keys move, Space selects, Shift extends, Ctrl+A selects all, Escape none. */
export const SelectedByKeyboard: Story = {
  args: { onSelectionChange: fn() },
  play: async ({ args, canvasElement }) => {
    const ids = jobList(10).map(({ jobId }) => jobId);
    bodyRows(canvasElement)[0]?.querySelector("input")?.focus();
    await userEvent.keyboard(" ");
    await expect(args.onSelectionChange).toHaveBeenLastCalledWith([ids[0]]);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() =>
      expect(document.activeElement?.closest<HTMLElement>("[data-job-id]")?.dataset["jobId"]).toBe(ids[2]),
    );
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await expect(args.onSelectionChange).toHaveBeenLastCalledWith([ids[0], ids[2], ids[3]]);
    await userEvent.keyboard("{Control>}a{/Control}");
    await expect(args.onSelectionChange).toHaveBeenLastCalledWith([
      ids[0],
      ids[2],
      ids[3],
      ...ids.filter((_, index) => ![0, 2, 3].includes(index)),
    ]);
    await userEvent.keyboard("{Escape}");
    await expect(args.onSelectionChange).toHaveBeenLastCalledWith([]);
    await userEvent.keyboard(" ");
  },
};
/** A thousand rows, of which only those in view are mounted. */
export const AThousandJobs: Story = {
  args: { jobs: jobList(1_000), onSelectionChange: fn() },
  play: async ({ canvas, canvasElement }) => {
    const grid = canvas.getByRole("region");
    for (const top of [0, 9_000, 30_000, 1_000_000]) {
      grid.scrollTop = top;
      grid.dispatchEvent(new Event("scroll"));
      await waitFor(() => {
        const { top: from, bottom: to } = grid.getBoundingClientRect();
        const inView = bodyRows(canvasElement).filter(
          (row) => row.getBoundingClientRect().bottom > from + 40 && row.getBoundingClientRect().top < to,
        );
        expect(inView.length).toBeGreaterThan(4);
      });
      expect(bodyRows(canvasElement).length).toBeLessThanOrEqual(60);
    }
    await expect(canvas.getByRole("table")).toHaveAttribute("aria-rowcount", "1001");
    // The keyboard reaches rows that are not mounted yet.
    grid.scrollTop = 0;
    grid.dispatchEvent(new Event("scroll"));
    await waitFor(() => expect(bodyRows(canvasElement)[0]).toHaveAttribute("aria-rowindex", "2"));
    bodyRows(canvasElement)[0]?.querySelector("input")?.focus();
    await userEvent.keyboard("{End}");
    await waitFor(() =>
      expect(document.activeElement?.closest("[data-job-id]")).toHaveAttribute("aria-rowindex", "1001"),
    );
    await userEvent.keyboard("{Home}");
    await waitFor(() => expect(document.activeElement?.closest("[data-job-id]")).toHaveAttribute("aria-rowindex", "2"));
  },
};
export const VeryLongText: Story = {
  args: {
    jobs: [
      failedJob({ jobId: "a".repeat(128), error: { code: "X", message: "<img src=x onerror=alert(1)> ".repeat(20) } }),
      unknownJob({
        jobId: "b",
        rawStatus: "a_status_that_nobody_would_ever_invent_but_somebody_did",
        kind: "k".repeat(90),
      }),
      runningJob({ jobId: "c", stage: "s_".repeat(80), progress: Number.NaN }),
    ],
  },
};
export const Empty: Story = { args: { jobs: [] } };
export const Loading: Story = { args: watching(10) };
export const Watching: Story = { args: watching(10), parameters: { setting: { known: jobList(10) } } };
export const ReadFailingForNow: Story = {
  args: watching(10),
  parameters: { setting: { known: jobList(10), knownAgoMs: 60_000, fetch: unreachable } },
};
export const ReadFailedForGood: Story = {
  args: watching(4),
  parameters: { setting: { fetch: refusing(404, "NOT_FOUND", "Unknown jobId.") } },
};
export const Stalled: Story = {
  args: watching(4),
  parameters: { setting: { known: jobList(4), knownAgoMs: 900_000 } },
};
export const Offline: Story = { args: watching(10), parameters: { setting: { known: jobList(10), offline: true } } };
