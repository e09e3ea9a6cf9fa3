import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import { useJob } from "../../hooks/useJob";
import { jobOperation } from "../../providers/layers/job";
import type { JobSource } from "./JobSource";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import type { Part, PartProps } from "../part/Part";
import { useWatched } from "../watch/useWatched";
import { drawnValue, givenValue, type Watched } from "../watch/Watched";
import { badgeValue } from "../badge/badgeValue";
import { StatusBadge, type BadgeValue } from "../badge/StatusBadge";

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
  { jobId, job, status, ...props }: JobStatusBadgeProps,
  ref: ForwardedRef<HTMLSpanElement>,
) {
  if (status != null)
    return <Badge {...props} watched={drawnValue(badgeValue(jobOperation, status))} forwardedRef={ref} />;
  if (job !== undefined || jobId == null)
    return <Badge {...props} watched={givenValue(jobOperation, job)} forwardedRef={ref} />;
  return <WatchedBadge key={jobId} {...props} jobId={jobId} forwardedRef={ref} />;
});

interface InnerProps extends Omit<JobStatusBadgeProps, "status" | keyof JobSource> {
  readonly forwardedRef: ForwardedRef<HTMLSpanElement>;
}

function WatchedBadge({ jobId, ...props }: InnerProps & { readonly jobId: string }): ReactElement {
  return <Badge {...props} watched={useWatched(useJob(jobId))} />;
}

function Badge({
  watched,
  labels,
  icons,
  forwardedRef,
  ...given
}: InnerProps & { readonly watched: Watched<BadgeValue> }): ReactElement {
  const words = useWords(labels, undefined, icons);
  return (
    <StatusBadge
      name="job-status-badge"
      watched={watched}
      words={words}
      emptyText={words.text("noJob")}
      given={given}
      forwardedRef={forwardedRef}
    />
  );
}
