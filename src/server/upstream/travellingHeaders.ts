/**
 * The only headers of a visitor that an upstream gets. Cookies and `Authorization` are for the application alone.
 */
const TO_UPSTREAM = ["idempotency-key"] as const;

/**
 * The only headers of an upstream that visitors get. No cookies, which would be set on the page's own origin. Listed by
 * name and not by a prefix, since refusals are cached and their size must be bounded.
 */
const TO_VISITOR = [
  "retry-after",
  "x-request-id",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-endpoint-class",
] as const;

const MAX_VALUE_LENGTH = 512;
const PLAIN = /^[\x20-\x7e]*$/;

/** The headers of a visitor's action that the upstream gets. One that is too long or not plain ASCII is dropped. */
export function headersToUpstream(header: (name: string) => string | null): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of TO_UPSTREAM) {
    const value = header(name);
    if (value !== null && mayTravel(value)) headers[name] = value;
  }
  return headers;
}

/**
 * The headers of an upstream's answer that the visitor gets, where the answer is passed on and not cached. A cached
 * answer has none of them: they tell of the key's budget at the time of the read, and a client that took them for its
 * own budget would poll more slowly than it needs to.
 */
export function headersToVisitor(headers: Headers): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of TO_VISITOR) {
    const value = headers.get(name);
    if (value !== null && mayTravel(value)) passed[name] = value;
  }
  return passed;
}

function mayTravel(value: string): boolean {
  return value.length <= MAX_VALUE_LENGTH && PLAIN.test(value);
}
