import type { CSSProperties } from "react";
import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";
import type { ProgressTrack } from "./followProgress";

/**
 * What makes an element the progress bar of a job: its ARIA, in numbers and in words, and the variables that its fill
 * follows.
 */
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
    // Left out where it is not known, which is what says "indeterminate".
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

/** In words: where the job is, and how it ended. */
function valueText(job: Job | undefined, fraction: number | null, words: Words): string {
  if (job === undefined) return words.text("loading");
  const status = words.name("status", job.rawStatus);
  if (job.outcome === "success") return status;
  const where = job.stage && !job.isTerminal ? words.name("stage", job.stage) : status;
  return fraction === null ? where : words.text("progress", { percent: words.percent(fraction), stage: where });
}
