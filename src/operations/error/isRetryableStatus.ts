/** A 4xx other than a timeout (408), a request that came too early (425) and too many requests (429). */
const FATAL = /^4(?!08|25|29)/;

/**
 * Whether the same request may work later, by the HTTP status of its answer; the one rule of relay and client. A
 * redirect counts: like a page in place of JSON, it may come from a deploy or a captive portal, which pass.
 */
export function isRetryableStatus(status: number): boolean {
  return !FATAL.test(String(status));
}
