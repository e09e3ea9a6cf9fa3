import type { LongrunClient } from "../../client/LongrunClient";
import { lineRequestOperation, type LineRequest } from "../../providers/tuco/lineRequest";
import { operationOptions, type OperationOptions } from "./operationOptions";

/**
 * Query options of a line request, for wherever TanStack takes options.
 *
 * @example
 * const { data: line } = useSuspenseQuery(lineRequestOptions(lineRequestId));
 */
export function lineRequestOptions(lineRequestId: string, client?: LongrunClient): OperationOptions<LineRequest> {
  return operationOptions(lineRequestOperation, { lineRequestId }, client);
}
