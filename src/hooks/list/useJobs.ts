import { skipToken, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/OperationError";
import { listedJob, type JobListItem, type ListedJob } from "./listedJob";
import { operationHash, operationKey, type OperationKey } from "../options/operationKey";
import { nothing, operationOptions } from "../options/operationOptions";
import { renderedWhere } from "../renderedWhere";
import { seedOf, useListedJobs } from "./useListedJobs";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";
import { useQueryGroup } from "./useQueryGroup";
import { usePush } from "../usePush";
import { hasCallbacks, useWatchCallbacks } from "../useWatchCallbacks";
import type { WatchOptions } from "../WatchOptions";

type GroupQuery = UseQueryOptions<Job, OperationError, Job, OperationKey>;

export interface WatchJobsOptions extends WatchOptions<Job> {
  /**
   * When the list was read, in ms since the epoch, such as the `dataUpdatedAt` of the query that read it. What was read
   * of a job since then stands.
   * @default the first look at each job
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
  const { cadence, enabled, dataUpdatedAt } = options;
  const client = useLongrunClient(options.client);
  const queryClient = useNearestQueryClient(jobOperation.name);
  const items = jobs.map(listedJob);
  // Of a job that is there twice, once by its id alone, the whole one.
  const byId = new Map<string, ListedJob>();
  for (const item of items) if (item !== null && byId.get(item.jobId)?.known === undefined) byId.set(item.jobId, item);
  const watched = [...byId.values()];
  const results = useQueryGroup<Job>(
    [
      ...watched.map((item): GroupQuery => ({
        ...operationOptions(jobOperation, { jobId: item.jobId }, client, cadence),
        ...seedOf(item, client, dataUpdatedAt),
        ...(enabled === undefined ? {} : { enabled }),
        ...renderedWhere<Job>(),
      })),
      ...(items.includes(null)
        ? [
            {
              queryKey: operationKey(jobOperation, null, client),
              queryFn: skipToken,
              placeholderData: nothing,
            } satisfies GroupQuery,
          ]
        : []),
    ],
    queryClient,
  );
  useListedJobs(watched, queryClient, client, dataUpdatedAt);
  usePush(jobOperation, enabled === false ? [] : watched.map(({ jobId }) => ({ jobId })), client);
  useWatchCallbacks(
    hasCallbacks(options)
      ? {
          operations: watched.map(({ jobId }, index) => ({
            hash: operationHash(jobOperation, { jobId }, client),
            data: results[index]?.data,
          })),
          callbacks: options,
        }
      : null,
  );
  const places = new Map([...byId.keys()].map((jobId, index) => [jobId, index]));
  // There is one result for each distinct id, and one more for all that have none, so none of these is missing.
  return items.map(
    (item) =>
      results[item === null ? watched.length : (places.get(item.jobId) as number)] as UseQueryResult<
        Job,
        OperationError
      >,
  );
}
