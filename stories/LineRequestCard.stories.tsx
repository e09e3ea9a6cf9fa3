import type { Meta, StoryObj } from "@storybook/react-vite";
import { LineRequestCard } from "longrun";
import { expect, userEvent, waitFor } from "storybook/test";
import { answering, refusing, unreachable } from "./answers";
import { LINE_ID, lineRequest } from "./values";

const watching = { lineRequest: undefined, lineRequestId: LINE_ID };
const withoutLink = lineRequest({ paymentUrl: undefined } as never);

const meta = {
  title: "LineRequestCard",
  component: LineRequestCard,
  decorators: [(Story) => <div style={{ maxInlineSize: 480 }}>{Story()}</div>],
  args: { lineRequest: lineRequest() },
} satisfies Meta<typeof LineRequestCard>;

export default meta;
type Story = StoryObj<typeof meta>;

export const AwaitingPayment: Story = {
  play: async ({ canvas }) => {
    const link = canvas.getByRole("link");
    await expect(link).toHaveAttribute("href", "https://invoice.stripe.com/i/acct_1/test_1");
    await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  },
};
export const Provisioning: Story = {
  args: { lineRequest: lineRequest({ status: "provisioning", rawStatus: "provisioning" } as never) },
};
export const Active: Story = {
  args: {
    lineRequest: lineRequest({ status: "active", rawStatus: "active", outcome: "success", isTerminal: true } as never),
  },
};
export const Failed: Story = {
  args: {
    lineRequest: lineRequest({ status: "failed", rawStatus: "failed", outcome: "failure", isTerminal: true } as never),
  },
};
export const Canceled: Story = {
  args: {
    lineRequest: lineRequest({
      status: "canceled",
      rawStatus: "canceled",
      outcome: "canceled",
      isTerminal: true,
    } as never),
  },
};
export const UnknownStatus: Story = {
  args: { lineRequest: lineRequest({ status: "unknown", rawStatus: "number_porting" } as never) },
};
/** A link that is not https is not shown. */
export const HostileLink: Story = {
  args: { lineRequest: lineRequest({ paymentUrl: "javascript:alert(1)" }) },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole("link")).toBeNull();
  },
};
export const VeryLongName: Story = {
  args: {
    lineRequest: lineRequest({
      line: { firstName: "Wolfeschlegelsteinhausenbergerdorff".repeat(3), lastName: "<b>Sr.</b> ".repeat(8) },
    }),
  },
};
export const Empty: Story = { args: { lineRequest: null } };
export const Loading: Story = { args: watching };
/** The answer contained no link, so a button asks for it. */
export const LinkToRecover: Story = {
  args: watching,
  parameters: {
    setting: {
      known: withoutLink,
      fetch: answering({
        success: true,
        status: "awaiting_payment",
        paymentUrl: "https://invoice.stripe.com/i/acct_1/test_2",
        reused: true,
      }),
    },
  },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getAllByRole("button")[0] as HTMLElement);
    await waitFor(() =>
      expect(canvas.getByRole("link")).toHaveAttribute("href", "https://invoice.stripe.com/i/acct_1/test_2"),
    );
  },
};
export const ActionRefused: Story = {
  args: watching,
  parameters: {
    setting: {
      known: lineRequest(),
      fetch: answering(
        { success: false, status: "provisioning", message: "This line request is already being provisioned." },
        409,
      ),
    },
  },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getAllByRole("button").at(-1) as HTMLElement);
    await waitFor(() => expect(canvas.getByText("This line request is already being provisioned.")).toBeVisible());
  },
};
export const ReadFailingForNow: Story = {
  args: watching,
  parameters: { setting: { known: lineRequest(), knownAgoMs: 60_000, fetch: unreachable } },
};
export const ReadFailedForGood: Story = {
  args: watching,
  parameters: { setting: { fetch: refusing(404, "NOT_FOUND", "Line request not found") } },
};
export const Stalled: Story = {
  args: watching,
  parameters: {
    setting: {
      known: lineRequest({ status: "provisioning", rawStatus: "provisioning" } as never),
      knownAgoMs: 3_600_000,
    },
  },
};
export const Offline: Story = { args: watching, parameters: { setting: { known: lineRequest(), offline: true } } };
