import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import { useCancelJob } from "../../hooks/action/useCancelJob";
import { useJob } from "../../hooks/useJob";
import { jobOperation, type Job } from "../../providers/layers/job";
import { jobStages } from "../../providers/layers/jobStages";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import { Announcer } from "../part/Announcer";
import type { Part, PartProps, PartState } from "../part/Part";
import { readFailureAnnouncement } from "../watch/readFailureAnnouncement";
import { renderPart } from "../part/renderPart";
import { useStalled } from "../time/useStalled";
import { useWatched } from "../watch/useWatched";
import { givenValue, type Watched } from "../watch/Watched";
import { cancelPhase, type CancelControl } from "./cancelPhase";
import { jobAnnouncement } from "./jobAnnouncement";
import { JobProgressContext, type JobProgressState } from "./JobProgressContext";
import type { JobSource } from "./JobSource";
import { jobTitle } from "./jobTitle";
import { useProgressTrack } from "../progress/useProgressTrack";

export interface JobProgressRootProps extends PartProps<"div">, JobSource {
  /** Whether to show the cancel button. A job given by value shows it only with `onCancelJob`. @default true */
  readonly cancelable?: boolean | undefined;
  /** Called instead of canceling the job through the client. */
  readonly onCancelJob?: ((jobId: string) => void) | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
  /** This component's locale (BCP 47). @default the provider's */
  readonly locale?: string | undefined;
}

/**
 * Watches a job by id, or takes it by value, and derives once what its parts show. Renders a `<div>` element.
 *
 * @example
 * <JobProgress.Root jobId={jobId}>
 *   <JobProgress.Bar />
 *   <JobProgress.Elapsed />
 * </JobProgress.Root>
 */
export const JobProgressRoot: Part<JobProgressRootProps, "div"> = /* @__PURE__ */ forwardRef(function JobProgressRoot(
  { jobId, job, ...props }: JobProgressRootProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  // Keyed by id, so that progress and cancellation of one job are not shown for another.
  if (job !== undefined || jobId == null) {
    const watched = givenValue(jobOperation, job);
    return <Root key={watched.value?.jobId ?? ""} {...props} watched={watched} cancel={null} forwardedRef={ref} />;
  }
  return <WatchedRoot key={jobId} {...props} jobId={jobId} forwardedRef={ref} />;
});

interface InnerProps extends Omit<JobProgressRootProps, keyof JobSource> {
  readonly forwardedRef: ForwardedRef<HTMLDivElement>;
}

function WatchedRoot({ jobId, ...props }: InnerProps & { readonly jobId: string }): ReactElement {
  const watched = useWatched(useJob(jobId));
  const mutation = useCancelJob(jobId);
  const cancel = { phase: cancelPhase(mutation, watched.value), cancel: () => mutation.mutate() };
  return <Root {...props} watched={watched} cancel={cancel} />;
}

interface RootProps extends InnerProps {
  readonly watched: Watched<Job>;
  readonly cancel: CancelControl | null;
}

function Root({
  watched,
  cancel,
  cancelable = true,
  onCancelJob,
  labels,
  icons,
  locale,
  forwardedRef,
  children,
  ...props
}: RootProps): ReactElement {
  const words = useWords(labels, locale, icons);
  const job = watched.value;
  const track = useProgressTrack(job, watched.nextPollAtMs);
  const isStalled = useStalled(job, watched.watch !== undefined);
  const title = jobTitle(job, words);
  const state: PartState = {
    phase: watched.phase,
    status: job?.status,
    outcome: job?.outcome,
    watch: watched.watch,
    isStalled,
  };
  const shown: JobProgressState = {
    ...track,
    watched,
    job,
    state,
    words,
    stages: job === undefined ? [] : jobStages(job),
    title,
    stageLabel: job?.stage ? words.name("stage", job.stage) : null,
    cancel:
      !cancelable || job === undefined
        ? null
        : onCancelJob
          ? { phase: "idle", cancel: () => onCancelJob(job.jobId) }
          : cancel,
  };
  const own = {
    role: "group",
    "aria-label": title,
    "aria-busy": watched.phase === "loading" ? true : undefined,
    children: (
      <>
        {children}
        <Announcer message={jobAnnouncement(shown)} failure={readFailureAnnouncement(watched, words)} />
      </>
    ),
  };
  return (
    <JobProgressContext.Provider value={shown}>
      {renderPart("div", "job-progress", state, own, props, forwardedRef)}
    </JobProgressContext.Provider>
  );
}
