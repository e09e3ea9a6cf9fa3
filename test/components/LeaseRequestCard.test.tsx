import { screen } from "@testing-library/react";
import { LeaseRequestCard, LeaseStatusBadge } from "longrun";
import { createElement } from "react";
import { expect, test } from "vitest";
import { renderIn, setUp } from "../hooks/renderWatch";
import { leaseRequest, partialLease } from "../../stories/values";

const part = (name: string): HTMLElement | null => document.querySelector(`[data-longrun=lease-request-${name}]`);

test("a request says how many of how many, where somebody told how many were asked for", () => {
  renderIn(setUp({}), <LeaseRequestCard leaseRequest={partialLease()} count={5} />);
  expect(part("count")).toHaveTextContent("3 of 5 accounts assigned");
  const meter = screen.getByRole("meter", { name: "Leased accounts" });
  expect(meter).toHaveAttribute("aria-valuenow", "3");
  expect(meter).toHaveAttribute("aria-valuemax", "5");
  expect(meter).toHaveAttribute("aria-valuetext", "3 of 5 accounts assigned");
});

test.each([undefined, 0, -1, Number.NaN, 2.5])("where %s were asked for it says how many there are", (count) => {
  renderIn(
    setUp({}),
    <LeaseRequestCard leaseRequest={partialLease({ assignedSocialAccountIds: ["sa_1"] })} count={count} />,
  );
  expect(part("count")).toHaveTextContent("1 account assigned");
  expect(screen.queryByRole("meter")).toBeNull();
});

test("one that is assigned is complete, and more than were asked for is no more than all", () => {
  const assigned = partialLease({ status: "assigned", rawStatus: "assigned", outcome: "success" } as never);
  const { rerender } = renderIn(setUp({}), <LeaseRequestCard leaseRequest={assigned} />);
  expect(part("count")).toHaveTextContent("3 of 3 accounts assigned");
  rerender(<LeaseRequestCard leaseRequest={assigned} count={2} />);
  expect(screen.getByRole("meter")).toHaveAttribute("aria-valuemax", "3");
});

test("it tells who works on it until it is done, then what they noted, as text", () => {
  const { rerender } = renderIn(setUp({}), <LeaseRequestCard leaseRequest={leaseRequest()} />);
  expect(part("hint")).toHaveTextContent("People fulfil this request on business days");
  expect(part("note")).toBeNull();
  rerender(<LeaseRequestCard leaseRequest={partialLease({ note: "<img src=x onerror=alert(1)>" })} />);
  expect(part("hint")).toBeNull();
  expect(part("note")).toHaveTextContent("<img src=x onerror=alert(1)>");
  expect(document.querySelector("img")).toBeNull();
});

test("dates that are none are left out", () => {
  const { rerender } = renderIn(
    setUp({}),
    <LeaseRequestCard leaseRequest={leaseRequest({ submittedAt: "yesterday" })} />,
  );
  expect(part("dates")).toBeNull();
  rerender(<LeaseRequestCard leaseRequest={partialLease()} />);
  expect([...document.querySelectorAll("time")].map(({ dateTime }) => dateTime)).toEqual([
    "2026-04-18T19:24:11.000Z",
    "2026-04-20T16:12:02.000Z",
  ]);
});

test("a requestId whose project was left out is no request that is not there yet: both name what is missing", async () => {
  // As code without types passes it.
  renderIn(setUp({}), createElement(LeaseRequestCard, { requestId: "lreq_1" } as never));
  expect(await screen.findByText(/projectId is not a valid id/)).toBeVisible();
  expect(screen.queryByText("No lease request yet")).toBeNull();
  renderIn(setUp({}), createElement(LeaseStatusBadge, { requestId: "lreq_1" } as never));
  expect((await screen.findByText("Unavailable")).parentElement).toHaveAttribute(
    "title",
    expect.stringContaining("projectId is not a valid id"),
  );
});

test.each([null, undefined])("a project that is %s is not there yet", (projectId) => {
  renderIn(setUp({}), <LeaseRequestCard projectId={projectId} requestId="lreq_1" />);
  expect(screen.getByText("No lease request yet")).toBeVisible();
});
