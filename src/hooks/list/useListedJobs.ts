import type { QueryClient, UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LongrunClient } from "../../client/LongrunClient";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/error/OperationError";
import type { ListedJob } from "./listedJob";
import { operationKey, type OperationKey } from "../options/operationKey";

/**
 * The list's job as a query's initial data, used where the cache has none. Its time is always given, or TanStack would
 * read the clock, and as a function, which is called only when needed. A server must not read the clock, and keeps no
 * data for which the time would matter.
 */
export function seedOf(
  { known }: ListedJob,
  client: LongrunClient,
  dataUpdatedAt: number | undefined,
): Pick<UseQueryOptions<Job, OperationError, Job, OperationKey>, "initialData" | "initialDataUpdatedAt"> {
  if (known === undefined) return {};
  return {
    initialData: known,
    initialDataUpdatedAt: () => dataUpdatedAt ?? (typeof window === "undefined" ? 0 : client.now()),
  };
}

/**
 * Updates cached jobs from a new list: a job that has ended, and any job if the list is newer than the job's last read.
 */
export function useListedJobs(
  jobs: readonly ListedJob[],
  queryClient: QueryClient,
  client: LongrunClient,
  dataUpdatedAt: number | undefined,
): void {
  // Each value is looked at once; after that a render costs one look-up in a set.
  const [seen] = useState(() => new WeakSet<Job>());
  useEffect(() => {
    for (const { jobId, known } of jobs) {
      if (known === undefined || seen.has(known)) continue;
      seen.add(known);
      const queryKey = operationKey(jobOperation, { jobId }, client);
      const state = queryClient.getQueryState<Job>(queryKey);
      if (state?.data?.isTerminal === false && (known.isTerminal || (dataUpdatedAt ?? 0) > state.dataUpdatedAt)) {
        queryClient.setQueryData(queryKey, known, dataUpdatedAt === undefined ? {} : { updatedAt: dataUpdatedAt });
      }
    }
  });
}
