import { createContext, useContext, type Context } from "react";
import type { Job } from "../../providers/layers/job";
import type { JobStage } from "../../providers/layers/jobStages";
import type { ProgressSample } from "../../polling/Cadence";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { Watched } from "../watch/Watched";
import type { CancelControl } from "./cancelPhase";

/** The state that the parts of `<JobProgress>` show; the root derives it once. */
export interface JobProgressState {
  readonly watched: Watched<Job>;
  readonly job: Job | undefined;
  readonly state: PartState;
  readonly words: Words;
  /** Progress in [0, 1]; null where it is not known. */
  readonly fraction: number | null;
  readonly moveMs: number | null;
  readonly samples: readonly ProgressSample[];
  readonly stages: readonly JobStage[];
  /** The job's kind, in words. */
  readonly title: string;
  /** The job's stage, in words; null where it has none. */
  readonly stageLabel: string | null;
  /** Null where the job can't be canceled from here. */
  readonly cancel: CancelControl | null;
}

export const JobProgressContext: Context<JobProgressState | null> =
  /* @__PURE__ */ createContext<JobProgressState | null>(null);

/** The state that the root derived. @throws Error outside of a root. */
export function useJobProgress(part: string): JobProgressState {
  const state = useContext(JobProgressContext);
  if (state === null)
    throw new Error(`<${part}> stands outside of <JobProgress.Root>, so it has no job to show. Put it inside one.`);
  return state;
}
