import type { RelayCall } from "../../src/server/contract/RelayCall";

/** A call of nobody's to nowhere, for what looks at a call alone. Names of headers in lower case. */
export function fakeCall(headers: Readonly<Record<string, string>> = {}, more: Partial<RelayCall> = {}): RelayCall {
  return {
    method: "GET",
    path: "/api/longrun/layers/v1/jobs/job_1",
    remoteAddress: null,
    query: () => new URLSearchParams(),
    header: (name) => headers[name] ?? null,
    body: () => null,
    signal: () => new AbortController().signal,
    request: () => new Request("https://app.example/api/longrun/layers/v1/jobs/job_1", { headers }),
    ...more,
  };
}
