import { relayError } from "../contract/relayError";
import type { RelayCall } from "../contract/RelayCall";

/**
 * Refuses a POST that another site may have made the browser send (CSRF). `Sec-Fetch-Site` tells, or `Origin` where it
 * is missing; a caller without either is no browser, and sends no visitor's cookies. The body has to be JSON, since a
 * form on another site can send the other types without a preflight.
 *
 * @throws OperationError 403 `CROSS_SITE` or 415 `UNSUPPORTED_MEDIA_TYPE`.
 */
export function assertSameOriginJson(call: RelayCall): void {
  const site = call.header("sec-fetch-site");
  const origin = call.header("origin");
  const sameOrigin = site !== null ? site === "same-origin" : origin === null || isHost(origin, call.header("host"));
  if (!sameOrigin) throw relayError(403, "CROSS_SITE", "only pages of the relay's own origin may do this.");
  if (!/^application\/json\s*(;|$)/i.test(call.header("content-type") ?? "")) {
    throw relayError(415, "UNSUPPORTED_MEDIA_TYPE", "send the body as application/json.");
  }
}

/** Compares hosts and not schemes: behind a proxy that ends TLS the relay sees http where the browser sees https. */
function isHost(origin: string, host: string | null): boolean {
  return host !== null && URL.canParse(origin) && new URL(origin).host === host.toLowerCase().replace(/:(80|443)$/, "");
}
