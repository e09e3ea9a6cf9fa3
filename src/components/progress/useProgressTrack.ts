import { useState } from "react";
import { useLongrunClient } from "../../hooks/useLongrunClient";
import type { Job } from "../../providers/layers/job";
import { followProgress, NO_TRACK, type ProgressTrack } from "./followProgress";

/**
 * Follows a job from answer to answer. The track is kept in state, so that a render in between does not restart the
 * bar's move. The clock is not read on a server, where a page may be rendered ahead of time.
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
