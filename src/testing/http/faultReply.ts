import { layersError, layersRateLimited, tucoError, tucoRateLimited } from "./errorReplies";
import type { Reply } from "./Reply";
import type { FaultEffect, SimulatedService } from "./SimulatedFaults";

const CODES: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN_SCOPE",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "RATE_LIMITED",
  503: "UNAVAILABLE",
};

const USUAL_RETRY_AFTER_SECONDS = 30;

const PAGE = "<!doctype html><title>Sign in to the network</title><h1>Sign in to the network</h1>";

/** The answer that a fault puts in place of the service's; null if the service answers itself. */
export function faultReply(
  { status, body, rateLimited: limited, garble }: FaultEffect,
  service: SimulatedService | null,
): Reply | null {
  if (garble === "html")
    return { status: status ?? 200, headers: { "content-type": "text/html; charset=utf-8" }, body: PAGE };
  if (body !== undefined)
    return { status: status ?? 200, headers: { "content-type": "application/json; charset=utf-8" }, body };
  if (limited) {
    const seconds = typeof limited === "number" ? limited : USUAL_RETRY_AFTER_SECONDS;
    return service === "tuco" ? tucoRateLimited(seconds) : layersRateLimited(seconds);
  }
  if (status === undefined) return null;
  if (status < 400) return { status, headers: {}, body: "" };
  const code = CODES[status] ?? (status >= 500 ? "INTERNAL_ERROR" : "REQUEST_REFUSED");
  return service === "tuco"
    ? tucoError(status, "Something went wrong")
    : layersError({ status, code, message: "Something went wrong." });
}
