import type { Job } from "../../providers/layers/job";
import { clampProgress } from "../../operations/value/parseOperation";
import { MAX_SAMPLES, type ProgressSample } from "../../polling/Cadence";

/** The state of a progress bar, carried from answer to answer. */
export interface ProgressTrack {
  readonly job: Job | undefined;
  /** In [0, 1]; null where it is not known. It never decreases. */
  readonly fraction: number | null;
  /** How long the bar takes to move there, in ms; null for its first position. */
  readonly moveMs: number | null;
  readonly samples: readonly ProgressSample[];
}

const END_MOVE_MS = 400;
const SHORTEST_MOVE_MS = 400;
const LONGEST_MOVE_MS = 10_000;

export const NO_TRACK: ProgressTrack = { job: undefined, fraction: null, moveMs: null, samples: [] };

/**
 * The track after an answer. The bar moves to the reported progress over the time until the next answer is due, so it
 * moves steadily, never shows more than was reported, and never moves back.
 *
 * @param nowMs The present, in ms since the epoch; null on a server.
 * @param nextPollAtMs When the next answer is due, in ms since the epoch; null where that is not known.
 */
export function followProgress(
  track: ProgressTrack,
  job: Job,
  nowMs: number | null,
  nextPollAtMs: number | null,
): ProgressTrack {
  const reached = shownProgress(job);
  const before = track.job?.jobId === job.jobId ? track : NO_TRACK;
  const fraction = reached === null ? before.fraction : Math.max(reached, before.fraction ?? 0);
  const sample: readonly ProgressSample[] =
    nowMs === null ? [] : [{ atMs: nowMs, progress: reached, stage: job.stage ?? null }];
  return {
    job,
    fraction,
    moveMs: before.job === undefined ? null : job.isTerminal ? END_MOVE_MS : untilNext(nowMs, nextPollAtMs),
    samples: [...before.samples, ...sample].slice(-MAX_SAMPLES),
  };
}

/** A completed job is at 1, whatever it reported last. A job from a page's own state may report NaN. */
function shownProgress(job: Job): number | null {
  return job.outcome === "success" ? 1 : clampProgress(job.progress);
}

function untilNext(nowMs: number | null, nextPollAtMs: number | null): number {
  if (nowMs === null || nextPollAtMs === null) return SHORTEST_MOVE_MS;
  return Math.round(Math.min(LONGEST_MOVE_MS, Math.max(SHORTEST_MOVE_MS, nextPollAtMs - nowMs)));
}
