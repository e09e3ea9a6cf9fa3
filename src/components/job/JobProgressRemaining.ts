import type { Part, PartProps } from "../part/Part";
import { useNow } from "../time/useNow";
import { jobProgressPart } from "./jobProgressPart";
import { timeLeft } from "../progress/timeLeft";

/** About how long the job will still take, where that can be told honestly. Renders a `<span>` element, or nothing. */
export const JobProgressRemaining: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Remaining",
  ({ job, samples, words }) => {
    const children = useNow((nowMs) => {
      const leftMs = job && !job.isTerminal ? timeLeft(samples, nowMs) : null;
      return leftMs === null ? null : words.text("timeLeft", { duration: words.roughDuration(leftMs) });
    });
    return children === null ? null : { children };
  },
);
