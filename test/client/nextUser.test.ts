// The next user of a browser, from the relay to the client: real streams, real tags and real channels; only the
// browser's locks, its EventSource and its cookies are stood in for.
import { createLongrunClient, jobOperation, type Job, type LongrunClient } from "longrun";
import { createRelay, type Relay } from "longrun/server";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { listenTo } from "../server/eventSource";
import { runningJob } from "../server/upstream";

const ORIGIN = "https://app.example";
const owners: Readonly<Record<string, string>> = { job_hers: "ada", job_his: "bob" };

let relay: Relay;
let cookie: string | null;
let progress: number;
let streams: Set<RelayEvents>;

const ask = (url: string, headers: HeadersInit = {}, signal?: AbortSignal): Promise<Response> =>
  relay.handle(
    new Request(new URL(url, ORIGIN), {
      headers: { ...Object.fromEntries(new Headers(headers)), ...(cookie === null ? {} : { cookie }) },
      signal: signal ?? null,
    }),
  );

/** `EventSource`, with the cookies of the moment. */
class RelayEvents {
  readyState = 0;
  readonly #listeners = new Map<string, (event: { data: unknown }) => void>();
  #close: () => void = () => undefined;

  constructor(url: string) {
    streams.add(this);
    void this.#listen(url);
  }

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.readyState = 2;
    streams.delete(this);
    this.#close();
  }

  async #listen(url: string): Promise<void> {
    const stream = await listenTo((signal) => ask(url, {}, signal));
    this.#close = () => stream.close();
    if (this.readyState === 2) return stream.close();
    if (!stream.response.ok) {
      this.readyState = 2;
      return this.#listeners.get("error")?.({ data: undefined });
    }
    for (let told = 0; this.readyState !== 2;) {
      for (; told < stream.events.length; told += 1) {
        const { event, data } = stream.events[told] ?? { event: "", data: {} };
        this.#listeners.get(event)?.({ data: JSON.stringify(data) });
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** The locks of one browser. */
function locks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request: (name: string, { signal }: { signal?: AbortSignal }, work: () => Promise<void>) => {
      const held = (last.get(name) ?? Promise.resolve()).then(() => (signal?.aborted ? undefined : work()));
      last.set(name, held);
      return held;
    },
  };
}

beforeEach(() => {
  [cookie, progress, streams] = [null, 0.1, new Set()];
  vi.stubGlobal("EventSource", RelayEvents);
  vi.stubGlobal("navigator", { locks: locks() });
  relay = createRelay({
    upstreams: { layers: { apiKey: "lp_live_key_of_the_relay_0123456789", readsPerMinute: 100_000 } },
    authorize: ({ request, params }) => `user=${owners[params["jobId"] ?? ""]}` === request.headers.get("cookie"),
    fetch: (url) => Promise.resolve(Response.json(runningJob(String(url).split("/").at(-1) ?? "", { progress }))),
    onError: () => undefined,
  });
});
afterEach(async () => {
  await relay.close();
  vi.unstubAllGlobals();
});

interface Tab {
  readonly client: LongrunClient;
  /** What was pushed, by the job. */
  readonly pushed: Record<string, number[]>;
  /** Reads a job, as a poll does, and watches it. */
  readonly look: (jobId: string) => Promise<Job | null>;
  readonly hears: (jobId: string) => boolean;
}

function tab(session?: string): Tab {
  const client = createLongrunClient({ push: true, fetch: (url, init) => ask(String(url), init?.headers), session });
  onTestFinished(() => client.close());
  const pushed: Tab["pushed"] = {};
  const look = (jobId: string): Promise<Job | null> => {
    if (pushed[jobId] === undefined) {
      const mine = (pushed[jobId] = [] as number[]);
      client.push?.watch(
        jobOperation,
        { jobId },
        { onValue: (job) => mine.push(job.progress ?? -1), onLost: () => undefined },
      );
    }
    return client.read(jobOperation, { jobId }).catch(() => null);
  };
  return { client, pushed, look, hears: (jobId) => client.push?.isHeard(jobOperation, { jobId }) ?? false };
}

const PATIENCE = { timeout: 20_000, interval: 20 };
const until = (is: () => boolean): Promise<void> => vi.waitFor(() => expect(is()).toBe(true), PATIENCE);

async function adasTab(session?: string): Promise<Tab> {
  cookie = "user=ada";
  const hers = tab(session);
  await hers.look("job_hers");
  await until(() => hers.hears("job_hers"));
  return hers;
}

it("somebody who signs in in a second tab hears of their own jobs, and of nobody else's", async () => {
  const ada = await adasTab();
  cookie = "user=bob";
  const bob = tab();
  expect(await bob.look("job_hers")).toBeNull();
  expect(await bob.look("job_his")).not.toBeNull();
  await until(() => bob.hears("job_his"));
  expect([ada.hears("job_hers"), bob.hears("job_hers"), streams.size]).toEqual([false, false, 1]);
  const before = [...(ada.pushed["job_hers"] ?? [])];
  progress = 0.5;
  await until(() => bob.pushed["job_his"]?.at(-1) === 0.5);
  expect([bob.pushed["job_hers"], ada.pushed["job_hers"]]).toEqual([[], before]);
}, 60_000);

it("somebody who signs in in the same tab is told nothing more of what the last one watched", async () => {
  const { look, hears, pushed } = await adasTab();
  cookie = "user=bob";
  expect(await look("job_his")).not.toBeNull();
  expect(hears("job_hers")).toBe(false);
  const before = [...(pushed["job_hers"] ?? [])];
  await until(() => hears("job_his"));
  progress = 0.5;
  await until(() => pushed["job_his"]?.at(-1) === 0.5);
  expect(pushed["job_hers"]).toEqual(before);
}, 60_000);

it("one who has signed out is told nothing more once a read was refused, nor is anybody else", async () => {
  const ada = await adasTab();
  cookie = null;
  const nobody = tab();
  expect(await nobody.look("job_hers")).toBeNull();
  expect(await ada.look("job_hers")).toBeNull();
  expect(ada.hears("job_hers")).toBe(false);
  const before = [...(ada.pushed["job_hers"] ?? [])];
  // The connection was opened anew, and refused: nothing can be told over it.
  await until(() => [...streams].every(({ readyState }) => readyState === 2));
  expect([ada.pushed["job_hers"], nobody.pushed["job_hers"]]).toEqual([before, []]);
}, 60_000);

it("two sessions that are named from the start have a connection each, and one that is closed has none", async () => {
  const ada = await adasTab("1");
  const other = tab("2");
  await other.look("job_hers");
  await until(() => other.hears("job_hers"));
  expect(streams.size).toBe(2);
  ada.client.close();
  expect([ada.hears("job_hers"), streams.size]).toEqual([false, 1]);
}, 60_000);

it("an answer that comes after the next user's first is not shown: the read is sent again, as whoever is signed in by then", async () => {
  const ada = await adasTab();
  let answer = (): void => undefined;
  const late = new Promise<void>((resolve) => (answer = resolve));
  const asked: (string | null)[] = [];
  const client = createLongrunClient({
    push: true,
    fetch: async (url, init) => {
      const isHers = String(url).endsWith("job_hers");
      if (isHers) asked.push(cookie);
      const response = await ask(String(url), init?.headers);
      if (isHers && asked.length === 1) await late;
      return response;
    },
  });
  onTestFinished(() => client.close());
  ada.client.close();
  const hers = client.read(jobOperation, { jobId: "job_hers" }).then(
    () => "shown",
    (error: unknown) => (error as { code: string }).code,
  );
  await until(() => asked.length === 1);
  cookie = "user=bob";
  await client.read(jobOperation, { jobId: "job_his" });
  await vi.dynamicImportSettled();
  answer();
  expect(await hers).toBe("FORBIDDEN");
  expect(asked).toEqual(["user=ada", "user=bob"]);
}, 60_000);
