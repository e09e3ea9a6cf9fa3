import type { RateLimit } from "../../polling/readBudget";

/**
 * What `Retry-After` asks for, in ms from now; undefined when it is missing or makes no sense. It comes in seconds or
 * as an HTTP date. Waits over a day are cut to a day: a server with a wrong clock must not silence a screen for ever.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get("retry-after");
  if (!value) return undefined;
  const seconds = number(headers, "retry-after");
  // `Date.parse` makes a date of "-5" and of "banana 5" as well.
  const ms = seconds !== null ? seconds * 1_000 : / GMT\s*$/i.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), 86_400_000);
}

/**
 * What `X-RateLimit-*` says, or null when it says nothing usable. `Reset` comes as seconds from now, as Unix seconds or
 * as Unix ms.
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
