import { nextPollAt } from "../../hooks/nextPollAt";
import { useJobs } from "../../hooks/useJobs";
import { watchState } from "../../hooks/watchState";
import { useOnline } from "../watch/useOnline";
import type { JobRow } from "./JobRow";

/** Watches jobs at the level of their table, so that a row that is scrolled out of view is watched on. An id given twice is one row. */
export function useWatchedRows(jobIds: readonly string[]): JobRow[] {
  const ids = [...new Set(jobIds)];
  const online = useOnline();
  return useJobs(ids).map(({ data, error, refetch }, index) => ({
    // There is one result for each id.
    jobId: ids[index] as string,
    job: data,
    error,
    watch: watchState({ data, error }, { focused: true, online }),
    nextPollAtMs: nextPollAt({ data, error }),
    retry: refetch,
  }));
}
