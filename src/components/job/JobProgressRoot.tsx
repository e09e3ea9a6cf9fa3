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
import { readFailure } from "../watch/readFailure";
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
  /** Whether to offer to cancel. A job that is only drawn offers it with `onCancelJob` alone. @default true */
  readonly cancelable?: boolean | undefined;
  /** Called instead of canceling the job through the client. */
  readonly onCancelJob?: ((jobId: string) => void) | undefined;
  /** Drawn instead of the provider's icons here. */
  readonly icons?: IconOverrides | undefined;
  /** Said instead of the provider's labels here. */
  readonly labels?: LabelOverrides | undefined;
  /** BCP 47, instead of the provider's locale. */
  readonly locale?: string | undefined;
}

/**
 * Watches a job, or takes one, and derives once what its parts show. Renders a `<div>` element.
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
  // Keyed: what was followed or canceled under one id is nothing to show under another.
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
        <Announcer message={jobAnnouncement(shown)} failure={readFailure(watched, words)} />
      </>
    ),
  };
  return (
    <JobProgressContext.Provider value={shown}>
      {renderPart("div", "job-progress", state, own, props, forwardedRef)}
    </JobProgressContext.Provider>
  );
}
