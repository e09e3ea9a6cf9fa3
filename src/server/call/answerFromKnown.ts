import type { CachedAnswer } from "../cache/CachedAnswer";
import type { RelayAnswer } from "../contract/RelayCall";
import { retryAfterHeader } from "../upstream/readOnce";
import { CACHE_CONTROL } from "../contract/relayError";

export interface KnownAnswerOptions {
  readonly requestId: string;
  readonly nowMs: number;
  /** What the visitor has: `If-None-Match`. */
  readonly ifNoneMatch: string | null;
  /** Whether the upstream can't be asked, so that this may be out of date. */
  readonly isStale: boolean;
  readonly retryAfterMs: number | undefined;
}

/** RFC 9111 says how a cache tells that it could not ask. */
const STALE = '110 longrun "Response is Stale"';

/** A known answer as a visitor gets it: whole, or a 304 where the visitor has it already. */
export function answerFromKnown({ body, etag, answeredAtMs }: CachedAnswer, options: KnownAnswerOptions): RelayAnswer {
  const { requestId, nowMs, ifNoneMatch, isStale, retryAfterMs } = options;
  const isKnown = ifNoneMatch !== null && matches(ifNoneMatch, etag);
  // Written out: this is where a cached answer spends its time.
  const headers: Record<string, string> = {
    "cache-control": CACHE_CONTROL,
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    etag,
    age: String(Math.max(0, Math.floor((nowMs - answeredAtMs) / 1_000))),
  };
  if (isStale) headers["warning"] = STALE;
  if (retryAfterMs !== undefined) Object.assign(headers, retryAfterHeader(retryAfterMs));
  if (!isKnown) {
    headers["content-type"] = "application/json";
    return { status: 200, headers, body };
  }
  return { status: 304, headers, body: null };
}

/** RFC 9110, 13.1.2: one tag, a list or `*`, compared weakly. */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
