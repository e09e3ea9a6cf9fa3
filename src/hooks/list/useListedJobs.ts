import type { QueryClient, UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LongrunClient } from "../../client/LongrunClient";
import { jobOperation, type Job } from "../../providers/layers/job";
import type { OperationError } from "../../operations/OperationError";
import type { ListedJob } from "./listedJob";
import { operationKey, type OperationKey } from "../options/operationKey";

/**
 * What seeds a query with what a list says of its job, where nothing is known yet. Its time is given in any case, since
 * TanStack would read the clock, and as a function, which is called when it is needed; a server, which must not read
 * the clock, keeps nothing for which it would matter.
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
 * Brings into the cache what a list says anew of jobs that are watched already: that one has ended, or how far it is if
 * the list is younger than the last read.
 */
export function useListedJobs(
  jobs: readonly ListedJob[],
  queryClient: QueryClient,
  client: LongrunClient,
  dataUpdatedAt: number | undefined,
): void {
  // What was looked at once is no news: at each render that is a look into a set.
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
