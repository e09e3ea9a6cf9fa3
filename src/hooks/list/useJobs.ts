import type { UseQueryResult } from "@tanstack/react-query";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/error/OperationError";
import { listedJob, type JobListItem, type ListedJob } from "./listedJob";
import { hookOptions } from "../options/operationOptions";
import { seedOf, useListedJobs } from "./useListedJobs";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";
import { useQueryGroup } from "./useQueryGroup";
import { useWatchEffects } from "../useWatchEffects";
import type { WatchOptions } from "../WatchOptions";

export interface WatchJobsOptions extends WatchOptions<Job> {
  /**
   * When the list was read, in ms since the epoch, such as the `dataUpdatedAt` of the query that read it. It replaces
   * no job that was read since then.
   * @default when each job is first seen
   */
  readonly dataUpdatedAt?: number | undefined;
}

/**
 * Watches many jobs, each until it is terminal. Only unsettled ones are polled, and all together stay within the key's
 * limit. A job that the list has whole, as a value or as the service's JSON, costs no read until its first poll is due,
 * and none at all if it has ended; `useJob` with its id shows it too.
 *
 * @param jobs Ids, jobs, or both.
 * @returns One result for each, in the given order; a job given twice has the same result twice.
 * @example
 * const { data, dataUpdatedAt } = useQuery({ queryKey: ["my-jobs"], queryFn: fetchMyJobs });
 * const jobs = useJobs(data ?? [], { dataUpdatedAt });
 * const done = jobs.filter(({ data }) => data?.isTerminal).length;
 */
export function useJobs(
  jobs: readonly JobListItem[],
  options: WatchJobsOptions = {},
): UseQueryResult<Job, OperationError>[] {
  const { dataUpdatedAt } = options;
  const client = useLongrunClient(options.client);
  const queryClient = useNearestQueryClient(jobOperation.name);
  const items = jobs.map(listedJob);
  // Of a job that is given as an id and as a value, the value.
  const byId = new Map<string, ListedJob>();
  for (const item of items) if (item !== null && byId.get(item.jobId)?.known === undefined) byId.set(item.jobId, item);
  const watched = [...byId.values()];
  const results = useQueryGroup<Job>(
    [
      ...watched.map((item) => ({
        ...hookOptions(jobOperation, { jobId: item.jobId }, client, options),
        ...seedOf(item, client, dataUpdatedAt),
      })),
      ...(items.includes(null) ? [hookOptions(jobOperation, null, client)] : []),
    ],
    queryClient,
  );
  useListedJobs(watched, queryClient, client, dataUpdatedAt);
  const operations = watched.map(({ jobId }, index) => ({ params: { jobId }, result: results[index] }));
  useWatchEffects(jobOperation, operations, client, options);
  const places = new Map([...byId.keys()].map((jobId, index) => [jobId, index]));
  // There is one result for each distinct id, and one more for all items without one, so none is missing.
  return items.map(
    (item) =>
      results[item === null ? watched.length : (places.get(item.jobId) as number)] as UseQueryResult<
        Job,
        OperationError
      >,
  );
}
