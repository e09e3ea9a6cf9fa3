import { forwardRef, type ForwardedRef } from "react";
import { jobOperation } from "../../providers/layers/job";
import { OperationStatusBadge } from "../badge/OperationStatusBadge";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import type { Part, PartProps } from "../part/Part";
import type { JobSource } from "./JobSource";

export interface JobStatusBadgeProps extends PartProps<"span">, JobSource {
  /** Draws this wire status; wins over `job` and `jobId`. */
  readonly status?: string | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
}

/**
 * A job's status as an icon and a word. Renders a `<span>` element.
 *
 * @example
 * <JobStatusBadge jobId={jobId} />
 */
export const JobStatusBadge: Part<JobStatusBadgeProps, "span"> = /* @__PURE__ */ forwardRef(function JobStatusBadge(
  { jobId, job, ...props }: JobStatusBadgeProps,
  ref: ForwardedRef<HTMLSpanElement>,
) {
  return (
    <OperationStatusBadge
      {...props}
      operation={jobOperation}
      value={job}
      params={jobId == null ? null : { jobId }}
      name="job-status-badge"
      emptyLabel="noJob"
      forwardedRef={ref}
    />
  );
});
