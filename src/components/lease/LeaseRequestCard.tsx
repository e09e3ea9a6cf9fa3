import { forwardRef, type ForwardedRef } from "react";
import type { Part } from "../part/Part";
import {
  LeaseRequestCount,
  LeaseRequestDates,
  LeaseRequestError,
  LeaseRequestHeader,
  LeaseRequestHint,
  LeaseRequestMeter,
  LeaseRequestNote,
  LeaseRequestNotice,
  LeaseRequestStatus,
  LeaseRequestTitle,
} from "./leaseRequestParts";
import { LeaseRequestRoot, type LeaseRequestRootProps } from "./LeaseRequestRoot";

export type LeaseRequestCardProps = LeaseRequestRootProps;

const LeaseRequestWhole = /* @__PURE__ */ forwardRef(function LeaseRequestCard(
  { children, ...props }: LeaseRequestCardProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  return (
    <LeaseRequestRoot ref={ref} {...props}>
      <LeaseRequestHeader>
        <LeaseRequestTitle /> <LeaseRequestStatus />
      </LeaseRequestHeader>
      <LeaseRequestCount />
      <LeaseRequestMeter />
      <LeaseRequestNote />
      <LeaseRequestHint />
      <LeaseRequestDates />
      <LeaseRequestNotice />
      <LeaseRequestError />
      {children}
    </LeaseRequestRoot>
  );
});

const parts: {
  readonly Root: typeof LeaseRequestRoot;
  readonly Header: typeof LeaseRequestHeader;
  readonly Title: typeof LeaseRequestTitle;
  readonly Status: typeof LeaseRequestStatus;
  readonly Count: typeof LeaseRequestCount;
  readonly Meter: typeof LeaseRequestMeter;
  readonly Note: typeof LeaseRequestNote;
  readonly Dates: typeof LeaseRequestDates;
  readonly Hint: typeof LeaseRequestHint;
  readonly Notice: typeof LeaseRequestNotice;
  readonly Error: typeof LeaseRequestError;
} = {
  Root: LeaseRequestRoot,
  Header: LeaseRequestHeader,
  Title: LeaseRequestTitle,
  Status: LeaseRequestStatus,
  Count: LeaseRequestCount,
  Meter: LeaseRequestMeter,
  Note: LeaseRequestNote,
  Dates: LeaseRequestDates,
  Hint: LeaseRequestHint,
  Notice: LeaseRequestNotice,
  Error: LeaseRequestError,
};

/**
 * A request for leased accounts: how many of them are assigned, the note of the people who fulfil it, and its dates.
 * Renders a `<div>` element. Its parts can be composed differently.
 *
 * @example
 * <LeaseRequestCard projectId={projectId} requestId={requestId} count={5} />
 */
export const LeaseRequestCard: Part<LeaseRequestCardProps, "div"> & typeof parts = /* @__PURE__ */ Object.assign(
  LeaseRequestWhole,
  parts,
);
