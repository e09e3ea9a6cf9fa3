import type { WatchState } from "../../hooks/watchState";
import type { Job } from "../../operations/job";
import type { OperationError } from "../../operations/OperationError";

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

/** Rows of jobs that are drawn and not watched. A job given twice is one row. */
export function givenRows(jobs: readonly Job[]): JobRow[] {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return [...byId.values()].map((job) => ({ jobId: job.jobId, job, error: null, watch: undefined, nextPollAtMs: null, retry: null }));
}
