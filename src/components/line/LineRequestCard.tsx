import { forwardRef, type ForwardedRef } from "react";
import type { Part } from "../part/Part";
import {
  LineRequestActions,
  LineRequestCancel,
  LineRequestError,
  LineRequestGetLink,
  LineRequestHeader,
  LineRequestNext,
  LineRequestNotice,
  LineRequestPayLink,
  LineRequestStatus,
  LineRequestTitle,
} from "./lineRequestParts";
import { LineRequestRoot, type LineRequestRootProps } from "./LineRequestRoot";

export type LineRequestCardProps = LineRequestRootProps;

const LineRequestWhole = /* @__PURE__ */ forwardRef(function LineRequestCard(
  { children, ...props }: LineRequestCardProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  return (
    <LineRequestRoot ref={ref} {...props}>
      <LineRequestHeader>
        <LineRequestTitle /> <LineRequestStatus />
      </LineRequestHeader>
      <LineRequestNext />
      <LineRequestNotice />
      <LineRequestError />
      <LineRequestActions />
      {children}
    </LineRequestRoot>
  );
});

const parts: {
  readonly Root: typeof LineRequestRoot;
  readonly Header: typeof LineRequestHeader;
  readonly Title: typeof LineRequestTitle;
  readonly Status: typeof LineRequestStatus;
  readonly Next: typeof LineRequestNext;
  readonly PayLink: typeof LineRequestPayLink;
  readonly GetLink: typeof LineRequestGetLink;
  readonly Cancel: typeof LineRequestCancel;
  readonly Actions: typeof LineRequestActions;
  readonly Notice: typeof LineRequestNotice;
  readonly Error: typeof LineRequestError;
} = {
  Root: LineRequestRoot,
  Header: LineRequestHeader,
  Title: LineRequestTitle,
  Status: LineRequestStatus,
  Next: LineRequestNext,
  PayLink: LineRequestPayLink,
  GetLink: LineRequestGetLink,
  Cancel: LineRequestCancel,
  Actions: LineRequestActions,
  Notice: LineRequestNotice,
  Error: LineRequestError,
};

/**
 * A request for a line: its next step, the link to pay, and a button to cancel it. Renders a `<div>` element. Its parts
 * can be composed differently.
 *
 * @example
 * <LineRequestCard lineRequestId={lineRequestId} />
 */
export const LineRequestCard: Part<LineRequestCardProps, "div"> & typeof parts = /* @__PURE__ */ Object.assign(
  LineRequestWhole,
  parts,
);
