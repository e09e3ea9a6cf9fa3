import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, userEvent, waitFor } from "storybook/test";
import { Playground } from "./Playground";

const meta = { title: "Playground", component: Playground, tags: ["!autodocs"] } satisfies Meta<typeof Playground>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Both providers are simulated in the page; no request leaves it. */
export const OnTheSimulator: Story = {};

/** Starts a job, breaks and mends the network, and speeds time up. */
export const Driven: Story = {
  tags: ["!dev"],
  play: async ({ canvas, canvasElement }) => {
    const rows = (): number => canvasElement.querySelectorAll("[data-job-id]").length;
    await waitFor(() => expect(rows()).toBe(3));
    await userEvent.click(canvas.getByRole("button", { name: "Start a job" }));
    await waitFor(() => expect(rows()).toBe(4));
    await userEvent.selectOptions(canvas.getByRole("combobox", { name: "Network" }), "500s");
    await waitFor(() => expect(canvasElement.querySelector("[data-longrun=job-table-notice]")).toBeVisible(), {
      timeout: 12_000,
    });
    await userEvent.selectOptions(canvas.getByRole("combobox", { name: "Network" }), "none");
    await userEvent.selectOptions(canvas.getByRole("combobox", { name: "Speed" }), "100");
    await waitFor(
      () =>
        expect(canvasElement.querySelector("[data-longrun=job-progress]")).toHaveAttribute("data-outcome", "success"),
      { timeout: 15_000 },
    );
  },
};
