import { listedJob, type JobListItem } from "../../hooks/list/listedJob";
import { nextPollAt } from "../../hooks/schedule/nextPollAt";
import { useJobs } from "../../hooks/list/useJobs";
import { watchState } from "../../hooks/schedule/watchState";
import { useOnline } from "../watch/useOnline";
import type { JobRow } from "./JobRow";

/**
 * Watches the jobs of a table. The table watches, not the row, so that rows scrolled out of view are watched too. A job
 * given twice is one row, one without an id is a row with an error, and null is left out.
 */
export function useWatchedRows(jobs: readonly JobListItem[], dataUpdatedAt: number | undefined): JobRow[] {
  const items = jobs.filter((item) => item != null);
  const online = useOnline();
  const rows = new Map<string, JobRow>();
  useJobs(items, { dataUpdatedAt }).forEach(({ data, error, refetch }, index) => {
    const jobId = listedJob(items[index])?.jobId || `#${index + 1}`;
    rows.set(jobId, {
      jobId,
      job: data,
      error,
      watch: watchState({ data, error }, { focused: true, online }),
      nextPollAtMs: nextPollAt({ data, error }),
      retry: refetch,
    });
  });
  return [...rows.values()];
}
