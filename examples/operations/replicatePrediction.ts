import { backoff, defineOperation } from "longrun";
import * as z from "zod/mini";

/**
 * A run of a model on Replicate, which reports no progress. @see
 * https://replicate.com/docs/reference/http#predictions.get
 */
export const replicatePrediction = defineOperation({
  name: "replicate.prediction",
  endpoint: "replicate",
  path: "/v1/predictions/:predictionId",
  schema: z.looseObject({ id: z.string(), status: z.string(), output: z.unknown(), error: z.nullish(z.string()) }),
  // `aborted` means that its deadline passed before it started; most clients wait for it for ever.
  statuses: {
    starting: null,
    processing: null,
    succeeded: "success",
    failed: "failure",
    canceled: "canceled",
    aborted: "canceled",
  },
  cadence: backoff({ initialMs: 1_000, maxMs: 5_000 }),
  read: ({ id, status }) => ({ status, params: { predictionId: id } }),
});
