import type { JobKind } from "longrun";

/** The demo server's state. */
export interface DemoState {
  /** The id of the simulated world; `live` if there is none. */
  readonly world: string;
  /** The services that are real. */
  readonly live: { readonly layers: boolean; readonly tuco: boolean };
  readonly speed: Speed;
  readonly fault: FaultName;
}

/** Something on the dashboard. */
export type Watched =
  | { readonly type: "job"; readonly jobId: string }
  | {
      readonly type: "lease";
      readonly projectId: string;
      readonly requestId: string;
      readonly count?: number | undefined;
    }
  | { readonly type: "line"; readonly lineRequestId: string };

export type Speed = 1 | 10 | 100;
export type FaultName = "none" | "offline" | "slow" | "errors" | "rate-limit" | "garbled";
export type Ending = "completed" | "failed" | "canceled" | "stuck";

export interface Invoice {
  readonly invoiceId: string;
  readonly lineRequestId: string;
  readonly status: string;
  readonly name: string;
  readonly channelType: string;
}

/**
 * The demo server's own controls. They play people and machines at the providers; your app has nothing like them.
 */
export const demoApi = {
  state: (signal?: AbortSignal) => ask<DemoState>("GET", "/demo/state", undefined, signal),
  /** Sends the watched operations, and gets new ones to watch if none of them is still running. */
  visit: (world: string | null, jobIds: readonly string[]) =>
    ask<DemoState & { readonly watch: readonly Watched[] }>("POST", "/demo/visit", { world, jobIds }),
  startJob: (kind: JobKind, ending: Ending, seconds: number) =>
    ask<{ readonly jobId: string }>("POST", "/demo/jobs", { kind, ending, seconds }),
  settleLease: (requestId: string, outcome: "assigned" | "partial" | "rejected") =>
    ask<object>("POST", "/demo/leases", { requestId, outcome }),
  setSpeed: (speed: Speed) => ask<DemoState>("POST", "/demo/speed", { speed }),
  setFault: (fault: FaultName) => ask<DemoState>("POST", "/demo/fault", { fault }),
  invoice: (invoiceId: string) => ask<Invoice>("GET", `/demo/invoices/${encodeURIComponent(invoiceId)}`),
  pay: (invoiceId: string) => ask<Invoice>("POST", `/demo/invoices/${encodeURIComponent(invoiceId)}/pay`, {}),
};

async function ask<Answer>(
  method: "GET" | "POST",
  path: string,
  input?: object,
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      signal,
      ...(input ? { headers: { "content-type": "application/json" }, body: JSON.stringify(input) } : {}),
    });
  } catch {
    throw new Error("The demo server can’t be reached.");
  }
  const body: unknown = await response.json().catch(() => null);
  // It comes from our own server, so its type is trusted.
  if (response.ok && typeof body === "object" && body !== null) return body as Answer;
  const { error } = (body ?? {}) as { readonly error?: unknown };
  throw new Error(typeof error === "string" ? error : "The demo server gave no answer that can be read.");
}
