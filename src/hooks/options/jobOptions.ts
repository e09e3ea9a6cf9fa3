import type { LongrunClient } from "../../client/LongrunClient";
import { jobOperation, type Job } from "../../providers/layers/job";
import { operationOptions, type OperationOptions } from "./operationOptions";

/**
 * Query options of a job, for wherever TanStack takes options.
 *
 * @example
 * const { data: job } = useSuspenseQuery(jobOptions(jobId));
 */
export function jobOptions<Kind extends string = string>(
  jobId: string,
  client?: LongrunClient,
): OperationOptions<Job<Kind>> {
  // The kind is the caller's claim: at run time a job is a job.
  return operationOptions(jobOperation, { jobId }, client) as unknown as OperationOptions<Job<Kind>>;
}
