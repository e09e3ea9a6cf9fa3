import { forwardRef, type ForwardedRef } from "react";
import type { Part } from "../part/Part";
import { JobProgressActions, JobProgressCancel } from "./JobProgressActions";
import {
  JobProgressBar,
  JobProgressElapsed,
  JobProgressError,
  JobProgressFailure,
  JobProgressFooter,
  JobProgressHeader,
  JobProgressNotice,
  JobProgressRemaining,
  JobProgressStages,
  JobProgressStatus,
  JobProgressTitle,
  JobProgressTrack,
  JobProgressValue,
} from "./jobProgressParts";
import { JobProgressResult, type RenderResult } from "./JobProgressResult";
import { JobProgressRoot, type JobProgressRootProps } from "./JobProgressRoot";

export interface JobProgressProps extends JobProgressRootProps {
  /** Draws the job's result, once it has completed. */
  readonly renderResult?: RenderResult | undefined;
}

const JobProgressWhole = /* @__PURE__ */ forwardRef(function JobProgress(
  { renderResult, children, ...props }: JobProgressProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  return (
    <JobProgressRoot ref={ref} {...props}>
      <JobProgressHeader>
        <JobProgressTitle /> <JobProgressStatus />
      </JobProgressHeader>
      <JobProgressTrack>
        <JobProgressBar />
        <JobProgressValue />
      </JobProgressTrack>
      <JobProgressStages />
      <JobProgressFailure />
      <JobProgressNotice />
      <JobProgressError />
      <JobProgressResult>{renderResult}</JobProgressResult>
      <JobProgressFooter>
        <JobProgressElapsed /> <JobProgressRemaining />
        <JobProgressActions />
      </JobProgressFooter>
      {children}
    </JobProgressRoot>
  );
});

const parts: {
  readonly Root: typeof JobProgressRoot;
  readonly Header: typeof JobProgressHeader;
  readonly Title: typeof JobProgressTitle;
  readonly Status: typeof JobProgressStatus;
  readonly Track: typeof JobProgressTrack;
  readonly Bar: typeof JobProgressBar;
  readonly Value: typeof JobProgressValue;
  readonly Stages: typeof JobProgressStages;
  readonly Failure: typeof JobProgressFailure;
  readonly Notice: typeof JobProgressNotice;
  readonly Error: typeof JobProgressError;
  readonly Result: typeof JobProgressResult;
  readonly Footer: typeof JobProgressFooter;
  readonly Elapsed: typeof JobProgressElapsed;
  readonly Remaining: typeof JobProgressRemaining;
  readonly Actions: typeof JobProgressActions;
  readonly Cancel: typeof JobProgressCancel;
} = {
  Root: JobProgressRoot,
  Header: JobProgressHeader,
  Title: JobProgressTitle,
  Status: JobProgressStatus,
  Track: JobProgressTrack,
  Bar: JobProgressBar,
  Value: JobProgressValue,
  Stages: JobProgressStages,
  Failure: JobProgressFailure,
  Notice: JobProgressNotice,
  Error: JobProgressError,
  Result: JobProgressResult,
  Footer: JobProgressFooter,
  Elapsed: JobProgressElapsed,
  Remaining: JobProgressRemaining,
  Actions: JobProgressActions,
  Cancel: JobProgressCancel,
};

/**
 * A job in full: its title, status, progress, stages, duration, the reason of a failure, and a button to cancel it.
 * Renders a `<div>` element. Its parts can be composed differently.
 *
 * @example
 * <JobProgress jobId={jobId} renderResult={(job) => <Gallery result={job.result} />} />
 */
export const JobProgress: Part<JobProgressProps, "div"> & typeof parts = /* @__PURE__ */ Object.assign(
  JobProgressWhole,
  parts,
);
