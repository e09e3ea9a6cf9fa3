import type { JOB_STATUSES, JobError, JobWire } from "../../providers/layers/job";
import type { JobKind } from "../../providers/layers/jobStages";
import { lastStage, QUEUED, stageAt } from "./jobKinds";
import { progressAt, type ProgressShape } from "./progressShape";
import type { TerminalStatus } from "../world/TerminalStatus";
import { wireTime } from "../world/wireTime";

export type JobOutcome = TerminalStatus<typeof JOB_STATUSES>;

/** Everything the simulator keeps of a job. Its answers are a function of this and of the clock. */
export interface JobTimeline {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly startedAtMs: number;
  /** How long it waits before its first stage, in ms. */
  readonly queuedMs: number;
  /** When its work would end by itself, in ms since the epoch. */
  readonly workEndsAtMs: number;
  /** Share of the work that is done by then: 1, or less for a job that stops early. */
  readonly workDone: number;
  readonly shape: ProgressShape;
  /** How and when it ends: by itself, canceled or settled by hand, whichever comes first. */
  readonly end: { readonly atMs: number; readonly outcome: JobOutcome };
  readonly result: unknown;
  readonly error: JobError;
}

/** The job as Layers would answer at that time, with its fields in Layers' order. */
export function jobAt(job: JobTimeline, atMs: number): JobWire {
  const { jobId, kind, end } = job;
  const startedAt = wireTime(job.startedAtMs);
  if (atMs < end.atMs) return { jobId, kind, status: "running", ...checkpointAt(job, atMs), startedAt };
  const finishedAt = wireTime(end.atMs);
  if (end.outcome === "completed") {
    return {
      jobId,
      kind,
      status: end.outcome,
      stage: lastStage(kind),
      progress: 1,
      startedAt,
      finishedAt,
      result: job.result,
    };
  }
  const { stage, progress = Math.floor(shareAt(job, end.atMs) * 100) / 100 } = checkpointAt(job, end.atMs);
  const ended = { jobId, kind, status: end.outcome, stage, progress, startedAt, finishedAt };
  return end.outcome === "failed" ? { ...ended, error: job.error } : ended;
}

/** The stage and the progress of an unfinished job. */
function checkpointAt(job: JobTimeline, atMs: number): { readonly stage: string; readonly progress?: number } {
  // A queued job reports no progress.
  if (atMs < job.startedAtMs + job.queuedMs) return { stage: QUEUED };
  const share = shareAt(job, atMs);
  const progress = progressAt(job.shape, share);
  return { stage: stageAt(job.kind, share), ...(progress === null ? {} : { progress }) };
}

/** The share of its work that is done, in [0, 1]. */
function shareAt({ startedAtMs, queuedMs, workEndsAtMs, workDone }: JobTimeline, atMs: number): number {
  const fromMs = startedAtMs + queuedMs;
  if (atMs >= workEndsAtMs) return workDone;
  return Math.max(0, (atMs - fromMs) / (workEndsAtMs - fromMs)) * workDone;
}
