import { answerFromKnown } from "./answerFromKnown";
import { authorizeCall } from "./authorizeCall";
import type { Route } from "./matchRoute";
import type { Reading } from "./Reading";
import type { RelayAnswer, RelayCall } from "./RelayCall";
import type { RelayParts } from "./RelayParts";

/** Answers a read, from what is known where that is fresh. */
export async function answerRead(parts: RelayParts, call: RelayCall, route: Route & { kind: "read" }, requestId: string): Promise<RelayAnswer> {
  const { target } = route;
  const { operation, params } = target;
  // Each time, and before the cache: what somebody else may see is no answer for this visitor.
  const allowed = authorizeCall(parts.options.authorize, call, { operation, params, action: "read", input: undefined });
  if (allowed !== undefined) await allowed;
  const maxAgeMs = maxAgeIn(call.header("cache-control"));
  const known = parts.reader.fresh(target.key, maxAgeMs);
  const reading: Reading = known === null ? await parts.reader.read(target, maxAgeMs, call.signal()) : { kind: "known", answer: known, isStale: false, retryAfterMs: undefined };
  if (reading.kind === "failed") return reading.failure.answer(requestId, reading.retryAfterMs);
  const { answer, isStale, retryAfterMs } = reading;
  return answerFromKnown(answer, { requestId, nowMs: parts.now(), ifNoneMatch: call.header("if-none-match"), isStale, retryAfterMs });
}

/**
 * How old an answer the visitor takes: `Cache-Control: max-age=2` from somebody who has just come back to the page. `no-cache` says nothing
 * here: browsers add it to every request that is not to come from their own cache.
 */
function maxAgeIn(cacheControl: string | null): number {
  const seconds = cacheControl === null ? undefined : /(?:^|[,\s])max-age=(\d{1,6})(?:$|[,\s])/i.exec(cacheControl)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
}
