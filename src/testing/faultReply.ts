import { layersError, tucoError } from "./errorReplies";
import { rateLimited } from "./layersHttp";
import type { Reply } from "./Reply";
import type { FaultEffect, SimulatedService } from "./SimulatedFaults";

const CODES: Readonly<Record<number, string>> = { 401: "UNAUTHENTICATED", 403: "FORBIDDEN_SCOPE", 404: "NOT_FOUND", 409: "CONFLICT", 503: "UNAVAILABLE" };

const USUAL_RETRY_AFTER_SECONDS = 30;

const PAGE = "<!doctype html><title>Sign in to the network</title><h1>Sign in to the network</h1>";

/** The answer that a fault gives in the service's place; null where the service answers itself. */
export function faultReply({ status, body, rateLimited: limited, garble }: FaultEffect, service: SimulatedService | null): Reply | null {
  if (garble === "html") return { status: status ?? 200, headers: { "content-type": "text/html; charset=utf-8" }, body: PAGE };
  if (body !== undefined) return { status: status ?? 200, headers: { "content-type": "application/json; charset=utf-8" }, body };
  if (limited) return limitedReply(typeof limited === "number" ? limited : USUAL_RETRY_AFTER_SECONDS, service);
  if (status === undefined) return null;
  if (status < 400) return { status, headers: {}, body: "" };
  const code = CODES[status] ?? (status >= 500 ? "INTERNAL_ERROR" : "REQUEST_REFUSED");
  return service === "tuco" ? tucoError(status, "Something went wrong") : layersError({ status, code, message: "Something went wrong." });
}

function limitedReply(seconds: number, service: SimulatedService | null): Reply {
  if (service !== "tuco") return rateLimited(seconds);
  const reply = tucoError(429, "Too many requests");
  return { ...reply, headers: { ...reply.headers, "retry-after": String(seconds) } };
}
