import { backoff, defineOperation } from "longrun";
import * as z from "zod/mini";

const requestCounts = z.looseObject({ total: z.number(), completed: z.number(), failed: z.number() });

/**
 * A batch of requests to OpenAI, done within a day. @see https://platform.openai.com/docs/api-reference/batch/retrieve
 */
export const openAiBatch = defineOperation({
  name: "openai.batch",
  endpoint: "openai",
  path: "/v1/batches/:batchId",
  schema: z.looseObject({
    id: z.string(),
    status: z.string(),
    request_counts: z.nullish(requestCounts),
    output_file_id: z.nullish(z.string()),
  }),
  // An expired batch has its completed answers in the output file.
  statuses: {
    validating: null,
    in_progress: null,
    finalizing: null,
    cancelling: null,
    completed: "success",
    expired: "partial",
    failed: "failure",
    cancelled: "canceled",
  },
  cadence: backoff({ initialMs: 10_000, maxMs: 60_000 }),
  // During validation the total is 0, and 0 / 0 is no progress.
  read: ({ id, status, request_counts: counts }) => ({
    status,
    progress: counts && (counts.completed + counts.failed) / counts.total,
    params: { batchId: id },
  }),
});
