import type { Meta, StoryObj } from "@storybook/react-vite";
import { LeaseRequestCard, type LeaseRequestCardProps } from "longrun";
import { refusing, unreachable } from "./answers";
import { leaseRequest, LEASE_PARAMS, partialLease } from "./values";

const watching = { leaseRequest: undefined, ...LEASE_PARAMS };

const meta = {
  title: "LeaseRequestCard",
  component: LeaseRequestCard,
  decorators: [(Story) => <div style={{ maxInlineSize: 480 }}>{Story()}</div>],
  args: { leaseRequest: leaseRequest(), count: 5 },
} satisfies Meta<LeaseRequestCardProps>;

export default meta;
type Story = StoryObj<LeaseRequestCardProps>;

export const Requested: Story = {};
export const CountNotTold: Story = { args: { count: undefined } };
export const InReview: Story = {
  args: { leaseRequest: leaseRequest({ status: "in_review", rawStatus: "in_review" }) },
};
export const Partial: Story = { args: { leaseRequest: partialLease() } };
export const Assigned: Story = {
  args: {
    count: undefined,
    leaseRequest: partialLease({ status: "assigned", rawStatus: "assigned", outcome: "success", note: null } as never),
  },
};
export const Rejected: Story = {
  args: {
    leaseRequest: leaseRequest({
      status: "rejected",
      rawStatus: "rejected",
      outcome: "failure",
      isTerminal: true,
      note: "We can’t offer accounts in this niche.",
    } as never),
  },
};
export const UnknownStatus: Story = {
  args: { leaseRequest: leaseRequest({ status: "unknown", rawStatus: "on_hold_for_audit" } as never) },
};
export const HostileNote: Story = { args: { leaseRequest: partialLease({ note: "<img src=x onerror=alert(1)>" }) } };
export const VeryLongNote: Story = {
  args: {
    leaseRequest: partialLease({
      note: "A note that goes on and on without_ever_offering_a_place_to_break_it_although_it_should. ".repeat(12),
    }),
  },
};
export const Empty: Story = { args: { leaseRequest: null } };
export const Loading: Story = { args: watching };
export const ReadFailingForNow: Story = {
  args: watching,
  parameters: { setting: { known: leaseRequest(), knownAgoMs: 4_000_000, fetch: unreachable } },
};
export const ReadFailedForGood: Story = {
  args: watching,
  parameters: { setting: { fetch: refusing(403, "FORBIDDEN_SCOPE", "Key lacks leased:write.") } },
};
export const Stalled: Story = {
  args: watching,
  parameters: { setting: { known: leaseRequest(), knownAgoMs: 5 * 86_400_000 } },
};
export const Offline: Story = { args: watching, parameters: { setting: { known: leaseRequest(), offline: true } } };
