import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";
import { useNow } from "../time/useNow";

/** A job's duration so far, or in all, in words; renders when the words change. Null where its dates don't tell. */
export function useJobDuration(job: Job | undefined, words: Words): string | null {
  const text = (nowMs: number): string | null => {
    const durationMs = job === undefined ? null : jobDuration(job, nowMs);
    return durationMs === null ? null : words.duration(durationMs);
  };
  const ticking = useNow((nowMs) => (job?.isTerminal ? null : text(nowMs)));
  // The duration of an ended job does not depend on the present, so a server may render it.
  return job?.isTerminal ? text(0) : ticking;
}

function jobDuration({ startedAt, finishedAt, isTerminal }: Job, nowMs: number): number | null {
  const fromMs = Date.parse(startedAt ?? "");
  const toMs = isTerminal ? Date.parse(finishedAt ?? "") : nowMs;
  // The clocks of server and page differ, so a running job's start may lie in the page's future.
  return Number.isNaN(fromMs) || Number.isNaN(toMs) ? null : Math.max(0, toMs - fromMs);
}
