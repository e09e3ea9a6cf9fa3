import type { RateLimit } from "../../polling/readBudget";

/**
 * The wait that `Retry-After` asks for, in ms from now; undefined when it is missing or garbled. It comes in seconds or
 * as an HTTP date. Waits over a day are cut to a day: a server with a wrong clock must not silence a screen for ever.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get("retry-after");
  if (!value) return undefined;
  const seconds = number(headers, "retry-after");
  // Only an HTTP date ends with GMT; `Date.parse` takes "-5" and "banana 5" for dates as well.
  const ms = seconds !== null ? seconds * 1_000 : / GMT\s*$/i.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), 86_400_000);
}

/**
 * The rate limit in `X-RateLimit-*`, or null when there is no usable one. `Reset` comes as seconds from now, as Unix
 * seconds or as Unix ms.
 */
export function rateLimit(headers: Headers, nowMs: number): RateLimit | null {
  const limit = number(headers, "x-ratelimit-limit");
  if (limit === null || limit < 1) return null;
  const reset = number(headers, "x-ratelimit-reset");
  return {
    limit,
    remaining: number(headers, "x-ratelimit-remaining"),
    resetAtMs: reset === null ? null : resetAt(reset, nowMs),
  };
}

function resetAt(reset: number, nowMs: number): number {
  if (reset < 1e8) return nowMs + reset * 1_000;
  return reset < 1e11 ? reset * 1_000 : reset;
}

function number(headers: Headers, name: string): number | null {
  const value = headers.get(name)?.trim();
  return value && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}
