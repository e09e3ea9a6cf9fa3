import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";
import { useJobDuration } from "./useJobDuration";

const KEYS = {
  success: "finishedIn",
  partial: "finishedIn",
  failure: "stoppedAfter",
  canceled: "stoppedAfter",
} as const;

/** How long the job has taken, or took. It ticks by itself, and renders nothing else. Renders a `<span>` element. */
export const JobProgressElapsed: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Elapsed",
  ({ job, words }) => {
    const duration = useJobDuration(job, words);
    return job && duration !== null
      ? { children: words.text(job.outcome === null ? "elapsed" : KEYS[job.outcome], { duration }) }
      : null;
  },
);
