import type { UseQueryResult } from "@tanstack/react-query";
import type { LongrunClient } from "../client/createLongrunClient";
import type { ValueOf } from "../operations/defineOperation";
import { jobOperation, type Job } from "../operations/job";
import type { OperationError } from "../operations/OperationError";
import { operationOptions, type OperationOptions } from "./operationOptions";
import { useOperation } from "./useOperation";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches a Layers job until it has completed, failed or been canceled.
 *
 * @param jobId null or undefined while there is none yet: nothing is sent.
 * @example
 * const { data: job } = useJob<"content_generate">(jobId, { onSettled: (job, { witnessed }) => witnessed && toast(job.status) });
 * switch (job?.status) {
 *   case "completed": return <Gallery assets={job.result?.mediaAssets} />;
 *   case "failed": return <p>{job.error?.message}</p>;
 * }
 */
export function useJob<Kind extends string = string>(jobId: string | null | undefined, options?: WatchOptions<Job<Kind>>): UseQueryResult<Job<Kind>, OperationError> {
  // The kind is the caller's claim: at run time a job is a job.
  return useOperation(jobOperation, jobId == null ? null : { jobId }, options as WatchOptions<ValueOf<typeof jobOperation>> | undefined) as unknown as UseQueryResult<Job<Kind>, OperationError>;
}

/**
 * Query options of a job, for wherever TanStack takes options.
 *
 * @example
 * const { data: job } = useSuspenseQuery(jobOptions(jobId));
 */
export function jobOptions<Kind extends string = string>(jobId: string, client?: LongrunClient): OperationOptions<Job<Kind>> {
  return operationOptions(jobOperation, { jobId }, client) as unknown as OperationOptions<Job<Kind>>;
}
