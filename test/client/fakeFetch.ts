import { vi, type Mock } from "vitest";
import { runningJob } from "../fixtures/jobs";

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal;
  readonly init: RequestInit;
}

export interface FakeFetch {
  readonly fetch: Mock<typeof globalThis.fetch>;
  readonly sent: readonly SentRequest[];
}

type Answering = (request: SentRequest, index: number) => Response | Promise<Response>;

/** A `fetch` that sends nothing, remembers all and answers as told. */
export function fakeFetch(answer: Answering): FakeFetch {
  const sent: SentRequest[] = [];
  const fetch = vi.fn<typeof globalThis.fetch>(async (url, init = {}) => {
    const { method = "GET", headers, body, signal } = init;
    if (!signal) throw new Error("A request without a signal can't be ended.");
    const request = { url: String(url), method, headers: new Headers(headers), body, signal, init };
    sent.push(request);
    return answer(request, sent.length - 1);
  });
  return { fetch, sent };
}

/** A job as Layers answers it. */
export function jobAnswer(change: object = {}, headers: Record<string, string> = {}): Response {
  return Response.json(runningJob("job_1", { stage: "planning", progress: 0.1, ...change }), { headers });
}

/** Never answers, not even when its signal aborts: the worst `fetch` that may be passed in. */
export function neverAnswers(): Promise<Response> {
  return new Promise(() => undefined);
}

/** Never answers, and rejects when its signal aborts, as the platform's does. */
export function hangs({ signal }: SentRequest): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

/** What a promise rejects with. */
export function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It was fulfilled.");
    },
    (reason: unknown) => reason,
  );
}
