import { memo, type ChangeEvent, type ReactElement, type Ref } from "react";
import { watchedStatusContent } from "../badge/statusContent";
import { jobTitle } from "../job/jobTitle";
import { progressBarProps } from "../progress/progressBarProps";
import { useJobDuration } from "../job/useJobDuration";
import { useProgressTrack } from "../progress/useProgressTrack";
import type { Words } from "../labels/Words";
import { useStalled } from "../time/useStalled";
import type { JobRow } from "./JobRow";

export interface JobTableRowProps extends JobRow {
  readonly index: number;
  readonly words: Words;
  /** Null where rows can't be selected. */
  readonly isSelected: boolean | null;
  /** Whether Tab moves to its checkbox. */
  readonly isActive: boolean;
  readonly onSelect: (jobId: string, range: boolean) => void;
  readonly measure: Ref<HTMLTableRowElement>;
}

/** One row of a table. Renders only when its props or its running time change. */
export const JobTableRow: React.MemoExoticComponent<(props: JobTableRowProps) => ReactElement> = /* @__PURE__ */ memo(
  function JobTableRow(props: JobTableRowProps): ReactElement {
    const { jobId, job, error, watch, nextPollAtMs, retry, index, words, isSelected, isActive, onSelect, measure } =
      props;
    const track = useProgressTrack(job, nextPollAtMs);
    const duration = useJobDuration(job, words);
    const isStalled = useStalled(job, watch !== undefined);
    const title = job === undefined ? words.text(watch === "stopped" ? "job" : "loading") : jobTitle(job, words);
    const phase = job ? "ready" : watch === "stopped" ? "failed" : "loading";
    const data = {
      "data-phase": phase,
      "data-status": job?.status,
      "data-outcome": job?.outcome ?? undefined,
      "data-watch": watch,
      "data-stalled": isStalled ? "" : undefined,
    };

    const hint = hintOf(job, isStalled, words);

    function select(event: ChangeEvent<HTMLInputElement>): void {
      onSelect(jobId, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey);
    }

    return (
      <tr
        ref={measure}
        data-index={index}
        aria-rowindex={index + 2}
        aria-selected={isSelected ?? undefined}
        data-longrun="job-table-row"
        data-job-id={jobId}
        {...data}
      >
        {isSelected !== null && (
          <td data-longrun="cell-check">
            <label data-longrun="checkbox">
              <input
                type="checkbox"
                checked={isSelected}
                tabIndex={isActive ? 0 : -1}
                aria-label={words.text("select", { job: `${title} ${jobId}` })}
                onChange={select}
              />
            </label>
          </td>
        )}
        <th scope="row">
          <span data-longrun="cell-title">{title}</span>
          <code data-longrun="cell-hint" dir="ltr" title={jobId}>
            {jobId}
          </code>
        </th>
        <td>
          <span data-longrun="job-table-badge" title={error ? words.error(error) : undefined} {...data}>
            {watchedStatusContent({ phase, value: job }, words, words.text("loading"))}
          </span>
        </td>
        <td>
          {phase === "failed" && error ? (
            <span data-longrun="cell-problem">
              {words.error(error)}{" "}
              {retry && (
                <button
                  type="button"
                  data-longrun="button"
                  aria-label={`${words.text("tryAgain")}: ${jobId}`}
                  onClick={() => void retry()}
                >
                  {words.text("tryAgain")}
                </button>
              )}
            </span>
          ) : (
            <>
              <span data-longrun="cell-track">
                <span
                  data-longrun="job-table-bar"
                  {...data}
                  {...progressBarProps(job, track, words)}
                  aria-label={`${title} ${jobId}`}
                >
                  <span data-longrun="job-table-fill" />
                </span>
                {track.fraction !== null && (
                  <span data-longrun="job-table-value" aria-hidden="true">
                    {words.percent(track.fraction)}
                  </span>
                )}
              </span>
              {hint !== null && <span data-longrun="cell-hint">{hint}</span>}
            </>
          )}
        </td>
        <td data-longrun="cell-time">{duration}</td>
      </tr>
    );
  },
);

/** The text under a row's bar: that the job takes long, why it failed, or its stage. */
function hintOf(job: JobRow["job"], isStalled: boolean, words: Words): ReactElement | string | null {
  if (isStalled) return words.text("stalled");
  if (job?.outcome === "failure" && job.error?.message) return <bdi title={job.error.message}>{job.error.message}</bdi>;
  return job?.stage && !job.isTerminal ? words.name("stage", job.stage) : null;
}
