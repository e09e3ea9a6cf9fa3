import type { WatchState } from "../../hooks/schedule/watchState";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/error/OperationError";
import { givenValue } from "../watch/Watched";

/** One job of a table, and the state of its watch. */
export interface JobRow {
  readonly jobId: string;
  /** Undefined until something has been read. */
  readonly job: Job | undefined;
  readonly error: OperationError | null;
  /** Undefined for a job given by value. */
  readonly watch: WatchState | undefined;
  readonly nextPollAtMs: number | null;
  /** Reads again; null for a job given by value. */
  readonly retry: (() => unknown) | null;
}

/**
 * The rows of jobs given by value. A job given twice is one row. An item that is no job becomes a row with an error, as
 * does a list that is none.
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
