import type { WatchState } from "../../hooks/schedule/watchState";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/OperationError";
import { givenValue } from "../watch/Watched";

/** One job of a table, and how it came. */
export interface JobRow {
  readonly jobId: string;
  /** Undefined while nothing has been read. */
  readonly job: Job | undefined;
  readonly error: OperationError | null;
  /** Undefined where nobody watches. */
  readonly watch: WatchState | undefined;
  readonly nextPollAtMs: number | null;
  /** Asks again; null where nobody watches. */
  readonly retry: (() => unknown) | null;
}

/**
 * Rows of jobs that are drawn and not watched. A job given twice is one row, and what is none is a row that says so;
 * also where the whole list is none.
 */
export function givenRows(jobs: unknown): JobRow[] {
  const byId = new Map<string, JobRow>();
  const items: readonly unknown[] = Array.isArray(jobs) ? jobs : jobs == null ? [] : [jobs];
  items.forEach((item, index) => {
    const { value: job, error, watch } = givenValue(jobOperation, item ?? false);
    const jobId = job?.jobId ?? `#${index + 1}`;
    byId.set(jobId, { jobId, job, error, watch, nextPollAtMs: null, retry: null });
  });
  return [...byId.values()];
}
