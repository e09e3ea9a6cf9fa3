import type { UseQueryResult } from "@tanstack/react-query";
import type { ValueOf } from "../operations/ValueOf";
import { jobOperation, type Job } from "../providers/layers/job";
import type { OperationError } from "../operations/error/OperationError";
import { useOperation } from "./useOperation";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches a Layers job until it has completed, failed or been canceled.
 *
 * @param jobId null or undefined while there is none yet: nothing is sent.
 * @example
 * const { data: job } = useJob<"content_generate">(jobId, { onSettled: (job, { witnessed }) => toast(witnessed ? "It is
 * done" : "It was done while you were away") }); switch (job?.status) {
 *   case "completed": return <Gallery assets={job.result?.mediaAssets} />;
 *   case "failed": return <p>{job.error?.message}</p>;
 * }
 */
export function useJob<Kind extends string = string>(
  jobId: string | null | undefined,
  options?: WatchOptions<Job<Kind>>,
): UseQueryResult<Job<Kind>, OperationError> {
  // The kind is the caller's claim: at run time a job is a job.
  return useOperation(
    jobOperation,
    jobId == null ? null : { jobId },
    options as WatchOptions<ValueOf<typeof jobOperation>> | undefined,
  ) as unknown as UseQueryResult<Job<Kind>, OperationError>;
}
