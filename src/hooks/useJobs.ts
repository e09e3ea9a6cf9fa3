import type { UseQueryResult } from "@tanstack/react-query";
import { jobOperation, type Job } from "../operations/job";
import type { OperationError } from "../operations/OperationError";
import { operationHash, operationKey } from "./operationKey";
import { operationOptions } from "./operationOptions";
import { renderedWhere } from "./renderedWhere";
import { useLongrunClient } from "./useLongrunClient";
import { useNearestQueryClient } from "./useNearestQueryClient";
import { useQueryGroup } from "./useQueryGroup";
import { usePush } from "./usePush";
import { hasCallbacks, useWatchCallbacks } from "./useWatchCallbacks";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches many jobs, each until it is terminal. Only unsettled ones are polled, and all together stay within the key's limit.
 *
 * @returns One result for each id, in the given order; an id given twice has the same result twice.
 * @example
 * const jobs = useJobs(jobIds);
 * const done = jobs.filter(({ data }) => data?.isTerminal).length;
 */
export function useJobs(jobIds: readonly string[], options: WatchOptions<Job> = {}): UseQueryResult<Job, OperationError>[] {
  const client = useLongrunClient(options.client);
  const queryClient = useNearestQueryClient(jobOperation.name);
  const ids = [...new Set(jobIds)];
  const results = useQueryGroup(
    ids.map((jobId) => ({
      ...operationOptions(jobOperation, { jobId }, client, options.cadence),
      ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
      ...renderedWhere<Job>(),
    })),
    queryClient,
  );
  usePush(jobOperation, options.enabled === false ? [] : ids.map((jobId) => ({ jobId })), client);
  useWatchCallbacks(
    hasCallbacks(options)
      ? { operations: ids.map((jobId, index) => ({ hash: operationHash(operationKey(jobOperation, { jobId }, client)), data: results[index]?.data })), callbacks: options }
      : null,
  );
  const byId = new Map(ids.map((jobId, index) => [jobId, results[index]]));
  // There is one result for each distinct id, so none of these is missing.
  return jobIds.map((jobId) => byId.get(jobId) as UseQueryResult<Job, OperationError>);
}
