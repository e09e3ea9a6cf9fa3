/** Statuses of the 4xx kind that may heal by themselves: a timeout, a request sent too early, too many requests. */
const RETRYABLE_4XX: readonly number[] = [408, 425, 429];

/**
 * Whether the same request may work later, by the HTTP status of its answer. The relay and the client both read it
 * here, so that neither keeps asking where the other has given up. A redirect counts: like a page in place of JSON, it
 * may come from a deploy or a captive portal, which pass.
 */
export function isRetryableStatus(status: number): boolean {
  return status < 400 || status >= 500 || RETRYABLE_4XX.includes(status);
}
