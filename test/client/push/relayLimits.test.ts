import { promisify } from "node:util";
import { createRelay } from "longrun/server";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { Coverage } from "../../../src/client/push/Coverage";
import { PushStream, type EventSourceLike } from "../../../src/client/push/PushStream";
import { runningJob } from "../../server/upstream";

/** Hashes are made in real time, which the clock must not run ahead of. */
const realTurn = promisify(setTimeout);
const pass = async (seconds: number): Promise<void> => {
  for (let step = 0; step < 2 * seconds; step += 1) {
    await realTurn(1);
    await vi.advanceTimersByTimeAsync(500);
  }
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An EventSource on a relay, which, as a browser's, tells of a refusal no more than that there was one. */
class RelayEvents implements EventSourceLike {
  readyState = 0;
  readonly #listeners = new Map<string, (event: { readonly data?: unknown }) => void>();
  readonly #gone = new AbortController();

  constructor(response: (signal: AbortSignal) => Promise<Response>) {
    void this.#read(response).catch(() => undefined);
  }

  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.readyState = 2;
    this.#gone.abort();
  }

  async #read(response: (signal: AbortSignal) => Promise<Response>): Promise<void> {
    const { status, body } = await response(this.#gone.signal);
    if (status !== 200) {
      this.readyState = 2;
      this.#listeners.get("error")?.({});
      return;
    }
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events)
        this.#listeners.get(/^event: (.*)$/m.exec(event)?.[1] ?? "")?.({ data: /^data: (.*)$/m.exec(event)?.[1] });
    }
  }
}

/** A page that wants so many jobs of a relay with these limits. */
function pageOn(push: { readonly maxWatches?: number; readonly heartbeatMs?: number }, count: number) {
  const relay = createRelay({
    upstreams: { layers: { apiKey: "lp_key" } },
    authorize: () => true,
    fetch: async (input) => Response.json(runningJob(new URL(String(input)).pathname.split("/").at(-1) ?? "")),
    onError: () => undefined,
    push: { maxAgeMs: 2 ** 31 - 1, ...push },
  });
  const statuses: number[] = [];
  let coverage: Coverage = { names: [], session: null };
  const stream = new PushStream({
    baseUrl: "/api/longrun",
    open: (url) =>
      new RelayEvents(async (signal) => {
        const response = await relay.handle(new Request(`https://app.example${url}`, { signal }));
        statuses.push(response.status);
        return response;
      }),
    onChange: () => undefined,
    onCoverage: (told) => (coverage = told),
  });
  onTestFinished(async () => {
    stream.close();
    await relay.close();
  });
  const names = Array.from({ length: count }, (_, index) => `layers/v1/jobs/job_${index}`);
  stream.want(names);
  return { statuses, names, covered: () => coverage.names };
}

it("a page of 80 jobs gets 50 from a relay that takes 50 on a stream, after one refusal", async () => {
  const { statuses, names, covered } = pageOn({ maxWatches: 50 }, 80);
  await pass(60);
  expect(statuses).toEqual([400, 200, 200]);
  expect(covered()).toEqual(names.slice(0, 50));
});

it("a page keeps one stream of a relay whose heartbeat is a minute", async () => {
  const { statuses, names, covered } = pageOn({ heartbeatMs: 60_000 }, 1);
  await pass(5 * 60);
  expect(statuses).toEqual([200]);
  expect(covered()).toEqual(names);
});
