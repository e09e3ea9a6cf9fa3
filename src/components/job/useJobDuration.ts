import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";
import { useNow } from "../time/useNow";
import { jobDuration } from "./jobDuration";

/** How long a job has taken, or took, in words; renders when the words change. Null where its dates don't tell. */
export function useJobDuration(job: Job | undefined, words: Words): string | null {
  const text = (nowMs: number): string | null => {
    const durationMs = job === undefined ? null : jobDuration(job, nowMs);
    return durationMs === null ? null : words.duration(durationMs);
  };
  const ticking = useNow((nowMs) => (job?.isTerminal ? null : text(nowMs)));
  // What a job took does not depend on the present, and so can stand in a server's HTML.
  return job?.isTerminal ? text(0) : ticking;
}
