import type { CSSProperties } from "react";
import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";
import type { ProgressTrack } from "./followProgress";

/** The props that make an element the progress bar of a job: its ARIA attributes and the CSS variables of its fill. */
export function progressBarProps(
  job: Job | undefined,
  { fraction, moveMs }: Pick<ProgressTrack, "fraction" | "moveMs">,
  words: Words,
): Record<string, unknown> {
  const isKnown = fraction !== null;
  const ended = job?.isTerminal === true;
  return {
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    // Left out where it is unknown, which means "indeterminate".
    "aria-valuenow": isKnown ? Math.floor(fraction * 100 + 1e-9) : undefined,
    "aria-valuetext": valueText(job, fraction, words),
    "data-indeterminate": isKnown || ended ? undefined : "",
    style: {
      "--longrun-fraction": fraction ?? (ended ? 0 : undefined),
      "--longrun-move": moveMs === null ? undefined : `${moveMs}ms`,
      // React's CSSProperties don't list custom properties.
    } as CSSProperties,
  };
}

/** The job's progress and stage, or how it ended, in words. */
function valueText(job: Job | undefined, fraction: number | null, words: Words): string {
  if (job === undefined) return words.text("loading");
  const status = words.name("status", job.rawStatus);
  if (job.outcome === "success") return status;
  const where = job.stage && !job.isTerminal ? words.name("stage", job.stage) : status;
  return fraction === null ? where : words.text("progress", { percent: words.percent(fraction), stage: where });
}
