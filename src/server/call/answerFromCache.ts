import type { CachedAnswer } from "../cache/answer/CachedAnswer";
import type { RelayAnswer } from "../contract/RelayCall";
import { retryAfterHeader } from "../upstream/readOnce";
import { CACHE_CONTROL } from "../contract/relayError";

export interface CacheAnswerOptions {
  readonly requestId: string;
  readonly nowMs: number;
  /** `If-None-Match`: the answer that the visitor has. */
  readonly ifNoneMatch: string | null;
  /** Whether the answer is past its due time because the upstream could not be asked. */
  readonly isStale: boolean;
  readonly retryAfterMs: number | undefined;
}

/** RFC 9111, 5.5.1. */
const STALE = '110 longrun "Response is Stale"';

/** Answers with what is in the cache: whole, or with a 304 where the visitor has it already. */
export function answerFromCache({ body, etag, answeredAtMs }: CachedAnswer, options: CacheAnswerOptions): RelayAnswer {
  const { requestId, nowMs, ifNoneMatch, isStale, retryAfterMs } = options;
  const isMatch = ifNoneMatch !== null && matches(ifNoneMatch, etag);
  // Written out and not spread from `OWN_HEADERS`: this is the hot path of a cached answer.
  const headers: Record<string, string> = {
    "cache-control": CACHE_CONTROL,
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    etag,
    age: String(Math.max(0, Math.floor((nowMs - answeredAtMs) / 1_000))),
  };
  if (isStale) headers["warning"] = STALE;
  if (retryAfterMs !== undefined) Object.assign(headers, retryAfterHeader(retryAfterMs));
  if (!isMatch) {
    headers["content-type"] = "application/json";
    return { status: 200, headers, body };
  }
  return { status: 304, headers, body: null };
}

/** RFC 9110, 13.1.2: one tag, a list or `*`, compared weakly. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || opaqueTag(tag) === opaqueTag(etag));
}

function opaqueTag(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
