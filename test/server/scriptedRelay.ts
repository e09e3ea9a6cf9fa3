import { createRelay, type Relay, type RelayIncident, type RelayOptions } from "longrun/server";
import { onTestFinished, vi } from "vitest";
import { defineOperation } from "./customOperation";
import { KEY, runningJob } from "./upstream";

export interface Asked {
  readonly path: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly atMs: number;
}

/** What the upstream answers; `undefined` never answers. */
export type Script = (asked: Asked) => Response | Promise<Response> | undefined;

export interface Scripted {
  readonly relay: Relay;
  /** What the upstream was asked. */
  readonly asked: Asked[];
  readonly incidents: RelayIncident[];
  readonly get: (path?: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>;
}

/** A relay on fake clocks whose upstream is a function. */
export function scriptedRelay(script: Script, options: Partial<RelayOptions> = {}): Scripted {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ now: Date.parse("2026-04-18T19:20:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const asked: Asked[] = [];
  const incidents: RelayIncident[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const one: Asked = {
      path: new URL(String(url)).pathname,
      headers: new Headers(init?.headers),
      signal: init?.signal as AbortSignal,
      atMs: Date.now(),
    };
    asked.push(one);
    return (
      (await script(one)) ??
      (await new Promise<Response>((_, reject) =>
        one.signal.addEventListener("abort", () => reject(one.signal.reason)),
      ))
    );
  };
  const relay = createRelay({
    upstreams: {
      layers: { apiKey: KEY },
      acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")] },
    },
    authorize: () => true,
    onError: (incident) => incidents.push(incident),
    fetch,
    ...options,
  });
  onTestFinished(() => relay.close());
  const get: Scripted["get"] = (path = "/layers/v1/jobs/job_1", headers = {}, init = {}) =>
    relay.handle(new Request(`https://app.example/api/longrun${path}`, { headers, ...init }));
  return { relay, asked, incidents, get };
}

export function answerOf(body: unknown, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(status === 304 ? null : JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A job that comes one percent further with every read. */
export function movingJob(): Script {
  let reads = 0;
  return ({ path }) => {
    reads += 1;
    return answerOf(runningJob(path.slice("/v1/jobs/".length), { progress: reads / 100 }), { etag: `"v${reads}"` });
  };
}

const realImmediate = globalThis.setImmediate;

/** Lets fake time pass until a promise is settled; real work, such as hashing, is waited for too. */
export async function whileTimePasses<Value>(promise: Promise<Value>, stepMs = 10): Promise<Value> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  promise.then(settle, settle);
  for (let turns = 0; !isSettled && turns < 1_000; turns += 1) {
    await new Promise((resolve) => realImmediate(resolve));
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return promise;
}
