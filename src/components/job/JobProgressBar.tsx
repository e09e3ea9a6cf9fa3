import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";
import { progressBarProps } from "../progress/progressBarProps";

/**
 * How far the job has come, as an APG progress bar. Renders a `<div>` element with a `<span>` that fills it: it follows
 * `--longrun-fraction` and takes `--longrun-move` for that, so that it moves steadily from poll to poll without a
 * render.
 *
 * @see https://www.w3.org/TR/wai-aria-1.2/#progressbar
 */
export const JobProgressBar: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart("div", "Bar", (shown) =>
  shown.state.phase === "empty" || shown.state.phase === "failed"
    ? null
    : {
        ...progressBarProps(shown.job, shown, shown.words),
        "aria-label": shown.title,
        children: <span data-longrun="job-progress-fill" />,
      },
);
