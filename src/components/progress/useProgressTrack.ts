import { useState } from "react";
import { useLongrunClient } from "../../hooks/useLongrunClient";
import type { Job } from "../../providers/layers/job";
import { followProgress, NO_TRACK, type ProgressTrack } from "./followProgress";

/**
 * Follows a job from answer to answer, in state of its own: a render in between must not start the bar's move again. A
 * server follows none: a page that is rendered ahead of time must not read the clock.
 */
export function useProgressTrack(job: Job | undefined, nextPollAtMs: number | null): ProgressTrack {
  const { now } = useLongrunClient();
  const [track, setTrack] = useState(() =>
    job === undefined ? NO_TRACK : followProgress(NO_TRACK, job, typeof window === "undefined" ? null : now(), null),
  );
  if (job === undefined || job === track.job) return track;
  const next = followProgress(track, job, now(), nextPollAtMs);
  setTrack(next);
  return next;
}
