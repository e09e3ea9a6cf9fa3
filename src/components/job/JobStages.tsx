import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import { useJob } from "../../hooks/useJob";
import { jobOperation, type Job } from "../../providers/layers/job";
import { jobStages } from "../../providers/layers/jobStages";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import type { Part, PartProps } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { useWatched } from "../watch/useWatched";
import { givenValue, type Watched } from "../watch/Watched";
import type { JobSource } from "./JobSource";
import { StageItems } from "./StageItems";

export interface JobStagesProps extends PartProps<"ol">, JobSource {
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
}

/**
 * The stages of a job and the state of each. Renders an `<ol>` element.
 *
 * @example
 * <JobStages job={job} />
 */
export const JobStages: Part<JobStagesProps, "ol"> = /* @__PURE__ */ forwardRef(function JobStages(
  { jobId, job, ...props }: JobStagesProps,
  ref: ForwardedRef<HTMLOListElement>,
) {
  if (job !== undefined || jobId == null)
    return <Stages {...props} watched={givenValue(jobOperation, job)} forwardedRef={ref} />;
  return <WatchedStages key={jobId} {...props} jobId={jobId} forwardedRef={ref} />;
});

interface InnerProps extends Omit<JobStagesProps, keyof JobSource> {
  readonly forwardedRef: ForwardedRef<HTMLOListElement>;
}

function WatchedStages({ jobId, ...props }: InnerProps & { readonly jobId: string }): ReactElement {
  return <Stages {...props} watched={useWatched(useJob(jobId))} />;
}

function Stages({
  watched,
  labels,
  icons,
  forwardedRef,
  ...given
}: InnerProps & { readonly watched: Watched<Job> }): ReactElement {
  const words = useWords(labels, undefined, icons);
  const { phase, value, watch } = watched;
  const children = value ? (
    <StageItems stages={jobStages(value)} words={words} />
  ) : (
    <li>{placeholder(watched, words.text("loading"), words.text("unavailable"), words.text("noJob"))}</li>
  );
  const state = { phase, status: value?.status, outcome: value?.outcome, watch };
  return renderPart("ol", "job-stages", state, { children }, given, forwardedRef);
}

function placeholder({ phase }: Watched<Job>, loading: string, failed: string, empty: string): string {
  return phase === "loading" ? loading : phase === "failed" ? failed : empty;
}
