import type { CSSProperties } from "react";
import type { Part, PartProps } from "../part/Part";
import type { JobProgressState } from "./JobProgressContext";
import { jobProgressPart } from "./jobProgressPart";

/**
 * How far the job has come, as an APG progress bar. Renders a `<div>` element with a `<span>` that fills it: its width follows
 * `--longrun-fraction` and takes `--longrun-move` for that, so that it moves steadily from poll to poll without a render.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/meter/ and https://www.w3.org/TR/wai-aria-1.2/#progressbar
 */
export const JobProgressBar: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart("div", "Bar", "bar", (shown) => {
  const { state, fraction, moveMs, title } = shown;
  if (state.phase === "empty" || state.phase === "failed") return null;
  const isKnown = fraction !== null;
  return {
    role: "progressbar",
    "aria-label": title,
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    // Left out where it is not known, which is what says "indeterminate".
    "aria-valuenow": isKnown ? Math.floor(fraction * 100 + 1e-9) : undefined,
    "aria-valuetext": valueText(shown),
    "data-indeterminate": isKnown || state.outcome ? undefined : "",
    style: {
      "--longrun-fraction": fraction ?? (state.outcome ? 0 : undefined),
      "--longrun-move": moveMs === null ? undefined : `${moveMs}ms`,
      // React's CSSProperties don't list custom properties.
    } as CSSProperties,
    children: <span data-longrun="job-progress-fill" />,
  };
});

/** In words: where the job is, and how it ended. */
function valueText({ job, words, fraction, stageLabel }: JobProgressState): string {
  if (job === undefined) return words.text("loading");
  const status = words.name("status", job.rawStatus);
  if (job.outcome === "success") return status;
  const where = job.isTerminal ? status : (stageLabel ?? status);
  return fraction === null ? where : words.text("progress", { percent: words.percent(fraction), stage: where });
}
