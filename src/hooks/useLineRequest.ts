import type { UseQueryResult } from "@tanstack/react-query";
import { lineRequestOperation, type LineRequest } from "../providers/tuco/lineRequest";
import type { OperationError } from "../operations/error/OperationError";
import { useOperation } from "./useOperation";
import type { WatchOptions } from "./WatchOptions";

/**
 * Watches a Tuco line request until the line is active, or the request failed or was canceled. It is polled slowly, and
 * quickly for half a minute after the page comes back: the invoice may just have been paid in another tab.
 *
 * @param lineRequestId null or undefined while there is none yet: nothing is sent.
 * @example
 * const { data: line } = useLineRequest(lineRequestId);
 * if (line?.status === "awaiting_payment") return <a href={line.paymentUrl}>Pay the invoice</a>;
 */
export function useLineRequest(
  lineRequestId: string | null | undefined,
  options?: WatchOptions<LineRequest>,
): UseQueryResult<LineRequest, OperationError> {
  return useOperation(lineRequestOperation, lineRequestId == null ? null : { lineRequestId }, options);
}
