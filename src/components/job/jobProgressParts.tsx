import { statusContent } from "../badge/statusContent";
import { CopyableId } from "../part/CopyableId";
import { Icon } from "../part/Icon";
import type { Part, PartProps } from "../part/Part";
import { progressBarProps } from "../progress/progressBarProps";
import { timeLeft } from "../progress/timeLeft";
import { useNow } from "../time/useNow";
import { readErrorContent } from "../watch/readErrorContent";
import { watchNotice } from "../watch/watchNotice";
import { jobFailure } from "./jobFailure";
import { jobProgressPart } from "./jobProgressPart";
import { StageItems } from "./StageItems";
import { useJobDuration } from "./useJobDuration";

/** Holds the title and the status side by side. Renders a `<div>` element. */
export const JobProgressHeader: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Header",
  () => ({}),
);

/** Names what the job does, or says that it is loading or that there is none. Renders a `<strong>` element. */
export const JobProgressTitle: Part<PartProps<"strong">, "strong"> = /* @__PURE__ */ jobProgressPart(
  "strong",
  "Title",
  ({ state, words, title }) => ({
    children: state.phase === "loading" ? words.text("loading") : state.phase === "empty" ? words.text("noJob") : title,
  }),
);

/** The job's status as an icon and a word. Renders a `<span>` element. */
export const JobProgressStatus: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Status",
  ({ job, words }) => (job ? { children: statusContent(job, words) } : null),
  "badge",
);

/** Holds the bar and its percentage side by side. Renders a `<div>` element; nothing while there is no job to show. */
export const JobProgressTrack: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Track",
  ({ state }) => (state.phase === "empty" || state.phase === "failed" ? null : {}),
);

/**
 * The job's progress bar, after the APG pattern. Renders a `<div>` element with a `<span>` that fills it. The fill
 * follows `--longrun-fraction` over the time `--longrun-move`: it moves steadily between polls without a render.
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

/**
 * The job's progress in percent; hidden from screen readers, which read it from the bar. Renders a `<span>` element.
 */
export const JobProgressValue: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Value",
  ({ fraction, words }) => (fraction === null ? null : { "aria-hidden": true, children: words.percent(fraction) }),
);

/** The stages of the job's kind and the state of each. Renders an `<ol>` element; nothing for a job without stages. */
export const JobProgressStages: Part<PartProps<"ol">, "ol"> = /* @__PURE__ */ jobProgressPart(
  "ol",
  "Stages",
  ({ stages, words }) => (stages.length === 0 ? null : { children: <StageItems stages={stages} words={words} /> }),
);

/** Why the job failed: the stage, the message, the code, and an id to quote. Renders a `<div>` element, or nothing. */
export const JobProgressFailure: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Failure",
  ({ job, words, stageLabel }) => {
    const failure = job && jobFailure(job);
    if (!job || !failure) return null;
    return {
      children: (
        <>
          <Icon name="failure" words={words} />
          <div data-longrun="failure-text">
            {stageLabel && <strong>{words.text("failedAt", { stage: stageLabel })}</strong>}
            <p>
              <bdi>{failure.message ?? words.text("failedWithoutMessage")}</bdi>
            </p>
            <p data-longrun="ids">
              {failure.code && <CopyableId label={words.text("errorCode")} value={failure.code} />}{" "}
              <CopyableId
                label={words.text(failure.requestId ? "requestId" : "jobId")}
                value={failure.requestId ?? job.jobId}
                words={words}
              />
            </p>
          </div>
        </>
      ),
    };
  },
);

/**
 * Says that reads fail and are retried, that the page is offline, or that the job takes longer than usual. Renders a
 * `<div>` element, or nothing.
 */
export const JobProgressNotice: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Notice",
  ({ watched, state, words }) => {
    const children = watchNotice(watched, state.isStalled === true, words);
    return children && { children };
  },
);

/**
 * Why the job can no longer be read, with a button that tries again. It is about reading, not about the job itself.
 * Renders a `<div>` element, or nothing.
 */
export const JobProgressError: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Error",
  ({ watched, words }) => {
    const children = readErrorContent(watched, words);
    return children && { children };
  },
);

/** Holds times and actions side by side. Renders a `<div>` element; nothing while there is no job to show. */
export const JobProgressFooter: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Footer",
  ({ job }) => (job ? {} : null),
);

const ELAPSED_TEXTS = {
  success: "finishedIn",
  partial: "finishedIn",
  failure: "stoppedAfter",
  canceled: "stoppedAfter",
} as const;

/** How long the job has been running, or ran. It ticks without rendering anything else. Renders a `<span>` element. */
export const JobProgressElapsed: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Elapsed",
  ({ job, words }) => {
    const duration = useJobDuration(job, words);
    return job && duration !== null
      ? { children: words.text(job.outcome === null ? "elapsed" : ELAPSED_TEXTS[job.outcome], { duration }) }
      : null;
  },
);

/**
 * Estimates how long the job will still take, where progress allows an honest estimate. Renders a `<span>` element, or
 * nothing.
 */
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
