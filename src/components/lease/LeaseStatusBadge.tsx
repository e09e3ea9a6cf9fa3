import { forwardRef, type ForwardedRef } from "react";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import { OperationStatusBadge } from "../badge/OperationStatusBadge";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import type { Part, PartProps } from "../part/Part";
import { leaseParams } from "./leaseParams";
import type { LeaseRequestSource } from "./LeaseRequestSource";

interface LeaseStatusBadgeLooks extends PartProps<"span"> {
  /** Draws this wire status; wins over `leaseRequest` and `requestId`. */
  readonly status?: string | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
}

export type LeaseStatusBadgeProps = LeaseStatusBadgeLooks & LeaseRequestSource;

/**
 * A lease request’s status as an icon and a word. Renders a `<span>` element.
 *
 * @example
 * <LeaseStatusBadge projectId={projectId} requestId={requestId} />
 */
export const LeaseStatusBadge: Part<LeaseStatusBadgeProps, "span"> = /* @__PURE__ */ forwardRef(
  function LeaseStatusBadge(source: LeaseStatusBadgeProps, ref: ForwardedRef<HTMLSpanElement>) {
    const { projectId: _projectId, requestId: _requestId, leaseRequest, ...props } = source;
    return (
      <OperationStatusBadge
        {...props}
        operation={leaseRequestOperation}
        value={leaseRequest}
        params={leaseParams(source)}
        name="lease-status-badge"
        emptyLabel="noLeaseRequest"
        forwardedRef={ref}
      />
    );
  },
);
