import { isTooDeep } from "../../operations/isTooDeep";
import { keyRefusal } from "../../operations/error/keyRefusal";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import type { UpstreamAnswer } from "./askUpstream";
import { isEtag } from "../contract/digestOf";
import type { RelayAnswer } from "../contract/RelayCall";
import { OWN_HEADERS, relayError } from "../contract/relayError";
import { headersToVisitor } from "./travellingHeaders";

/**
 * An upstream's answer as the visitor gets it: its status, its JSON and a few of its headers.
 *
 * @throws OperationError when it must not be passed on: the key was refused, or it is not JSON.
 */
export function visitorAnswer(operation: string, answer: UpstreamAnswer, requestId: string): RelayAnswer {
  const { status, headers, text, json } = answer;
  const etag = headers.get("etag");
  const own = { "x-request-id": requestId, ...headersToVisitor(headers), ...(isEtag(etag) ? { etag } : {}) };
  if (isKeyRefused(operation, answer)) throw keyRefused(operation, status);
  if (typeof json !== "object" || json === null) {
    // HTML from the page's own origin could run scripts, and no client could read it.
    throw status >= 500
      ? relayError(status, "SERVER_ERROR", "the upstream failed.", { operation })
      : relayError(502, "INVALID_RESPONSE", "the upstream's answer is not JSON. Check the relay's baseUrl.", {
          operation,
        });
  }
  if (isTooDeep(json))
    throw relayError(502, "INVALID_RESPONSE", "the upstream's answer is nested too deeply.", { operation });
  return {
    status,
    headers: { ...OWN_HEADERS, ...own, ...(status >= 400 ? { "cache-control": "no-store" } : {}) },
    body: text,
  };
}

/**
 * Whether the upstream refused the relay's key, which a visitor can't mend by signing in again. For line requests
 * alone, a 403 that tells why (`{ success: false, status: "subscription_required" }`) is a documented answer.
 */
export function isKeyRefused(operation: string, { status, json }: UpstreamAnswer): boolean {
  if (status === 401) return true;
  if (status !== 403) return false;
  if (operation !== lineRequestOperation.name) return true;
  const state =
    typeof json === "object" && json !== null
      ? (json as { readonly success?: unknown; readonly status?: unknown })
      : {};
  return !(state.success === false && typeof state.status === "string");
}

export function keyRefused(operation: string, status: number): Error {
  return relayError(502, "RELAY_KEY_REFUSED", keyRefusal(status), { operation, details: { upstreamStatus: status } });
}
