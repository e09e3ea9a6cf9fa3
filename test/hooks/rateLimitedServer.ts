import { completed, jobIdOf, running, type Script, type ScriptedAnswer } from "./scriptedServer";

export interface RateLimitedServer {
  readonly script: Script;
  /** When each refusal was given, on the fake clock. */
  readonly refusals: number[];
}

/**
 * Layers' limit: so many reads within a minute for one key, told in headers; what is over it is refused. Each job runs
 * for `forMs`.
 */
export function rateLimitedServer(readsPerMinute: number, forMs: number = Number.POSITIVE_INFINITY): RateLimitedServer {
  const startMs = Date.now();
  const refusals: number[] = [];
  let windowMs = startMs;
  let used = 0;
  function script(request: Parameters<Exclude<Script, ScriptedAnswer>>[0]): ScriptedAnswer {
    const nowMs = Date.now();
    if (nowMs - windowMs >= 60_000) {
      windowMs += Math.floor((nowMs - windowMs) / 60_000) * 60_000;
      used = 0;
    }
    used += 1;
    const resetMs = windowMs + 60_000;
    const headers = {
      "x-ratelimit-limit": String(readsPerMinute),
      "x-ratelimit-remaining": String(Math.max(0, readsPerMinute - used)),
      "x-ratelimit-reset": String(Math.ceil(resetMs / 1_000)),
    };
    if (used > readsPerMinute) {
      refusals.push(nowMs);
      return {
        status: 429,
        body: { error: { code: "RATE_LIMITED", message: "Slow down." } },
        headers: { ...headers, "retry-after": String(Math.ceil((resetMs - nowMs) / 1_000)) },
      };
    }
    const id = jobIdOf(request);
    return { body: nowMs - startMs < forMs ? running(id, { progress: null }) : completed(id), headers };
  }
  return { script, refusals };
}
