/**
 * The only headers that travel. Cookies, `Authorization` and whatever else a browser sends stay here: at the upstream
 * they would say nothing, or say too much. An upstream's cookies stay here too: they would be set on the page's own
 * origin.
 */
const TO_UPSTREAM = ["idempotency-key"] as const;

/** By their names and never by a prefix: a refusal is kept, and would be as large as its upstream likes. */
const TO_VISITOR = [
  "retry-after",
  "x-request-id",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-endpoint-class",
] as const;

const LONGEST_VALUE = 512;
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * The headers of a visitor's action that the upstream gets; a read is the relay's own and gets none. One that is
 * over-long or holds anything but plain text is dropped.
 */
export function headersToUpstream(header: (name: string) => string | null): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of TO_UPSTREAM) {
    const value = header(name);
    if (value !== null && mayTravel(value)) headers[name] = value;
  }
  return headers;
}

/**
 * The headers of an upstream's answer that visitors get, if it is passed on to them and not kept for others, beside
 * `content-type`, `cache-control` and `etag`, which the relay sets. A kept answer has none of them: they tell of the
 * key's budget when it was asked for, and a client that took them for its own would poll more slowly than it needs to.
 */
export function headersToVisitor(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of TO_VISITOR) {
    const value = headers.get(name);
    if (value !== null && mayTravel(value)) kept[name] = value;
  }
  return kept;
}

function mayTravel(value: string): boolean {
  return value.length <= LONGEST_VALUE && PLAIN.test(value);
}
