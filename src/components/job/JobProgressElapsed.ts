import type { Part, PartProps } from "../part/Part";
import { useNow } from "../time/useNow";
import { jobDuration } from "./jobDuration";
import { jobProgressPart } from "./jobProgressPart";

/** How long the job has taken, or took. It ticks by itself, and renders nothing else. Renders a `<span>` element. */
export const JobProgressElapsed: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart("span", "Elapsed", "elapsed", ({ job, words }) => {
  const text = (nowMs: number): string | null => {
    const durationMs = job === undefined ? null : jobDuration(job, nowMs);
    if (job === undefined || durationMs === null) return null;
    const key = job.outcome === null ? "elapsed" : job.outcome === "success" ? "finishedIn" : "stoppedAfter";
    return words.text(key, { duration: words.duration(durationMs) });
  };
  const ticking = useNow((nowMs) => (job?.isTerminal ? null : text(nowMs)));
  // What a job took does not depend on the present, and so can stand in a server's HTML.
  const children = job?.isTerminal ? text(0) : ticking;
  return children === null ? null : { children };
});
