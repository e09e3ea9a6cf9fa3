import { forwardRef, type ForwardedRef } from "react";
import { jobOperation } from "../../providers/layers/job";
import { OperationStatusBadge } from "../badge/OperationStatusBadge";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import type { Part, PartProps } from "../part/Part";
import type { JobSource } from "./JobSource";

export interface JobStatusBadgeProps extends PartProps<"span">, JobSource {
  /** Draws this wire status; goes before `job` and `jobId`. */
  readonly status?: string | undefined;
  /** Drawn instead of the provider's icons here. */
  readonly icons?: IconOverrides | undefined;
  /** Said instead of the provider's labels here. */
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
