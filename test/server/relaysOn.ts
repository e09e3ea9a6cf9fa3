import { expect, vi } from "vitest";
import type { Listening } from "./eventSource";
import { connected } from "./redisServer";
import type { Death, RelayProcess, RelayProcesses, RelayProcessOptions } from "./relayProcesses";
import { json, runningJob, upstreamOf, type Seen, type Upstream } from "./upstream";

export const RENDERS = "acme/v1/renders/";
export const JOBS = "layers/v1/jobs/";

export interface RelaysOn {
  /** What the upstream says of each operation, laid over what it says of all. */
  readonly states: Map<string, Record<string, unknown>>;
  readonly upstream: Upstream;
  /** When each read of an operation came, in ms. */
  readonly readsOf: (id: string) => readonly number[];
  /** What Redis has noted down as spent of the key. */
  readonly spent: () => Promise<number>;
  readonly prefix: string;
  readonly start: (dies?: Death) => Promise<RelayProcess>;
}

let prefixes = 0;

/** Relays in processes of their own, on one Redis and one upstream. */
export async function relaysOn(
  processes: RelayProcesses,
  redisUrl: string,
  pace: Pick<RelayProcessOptions, "timeoutMs" | "everyMs" | "soonestMs" | "readsPerMinute">,
  say: (seen: Seen, reads: number) => Record<string, unknown> = () => ({}),
): Promise<RelaysOn> {
  const states: RelaysOn["states"] = new Map();
  const reads = new Map<string, number[]>();
  const upstream = await upstreamOf((seen, response) => {
    const id = seen.url.split("/").at(-1) ?? "";
    const own = [...(reads.get(id) ?? []), performance.now()];
    reads.set(id, own);
    const more = { ...say(seen, own.length), ...states.get(id) };
    json(response, 200, seen.url.includes("/jobs/") ? runningJob(id, more) : { status: "rendering", step: 1, ...more });
  }, processes.onEnd);
  const prefix = `processes:${process.pid}:${(prefixes += 1)}:`;
  const options = { redisUrl, prefix, upstreamUrl: upstream.url, ...pace };
  const spent = async (): Promise<number> => {
    const client = await connected(redisUrl);
    const [budget] = await client.keys(`${prefix}budget:*`);
    const counts = budget === undefined ? {} : await client.hGetAll(budget);
    client.destroy();
    return Object.entries(counts).reduce((sum, [second, count]) => (second === "held" ? sum : sum + Number(count)), 0);
  };
  return {
    states,
    upstream,
    prefix,
    spent,
    readsOf: (id) => reads.get(id) ?? [],
    start: (dies) => processes.start(dies === undefined ? options : { ...options, dies }),
  };
}

export const bodiesOf = ({ events }: Listening): Record<string, unknown>[] =>
  events.flatMap(({ event, data }) => (event === "change" && data.body !== undefined ? [data.body] : []));
export const stepsOf = (stream: Listening): unknown[] => bodiesOf(stream).map(({ step }) => step);
export const statusesOf = (stream: Listening): unknown[] => bodiesOf(stream).map(({ status }) => status);
/** As EventSource keeps it: that of the last event that had one. */
export const lastIdOf = ({ events }: Listening): string | null => events.findLast(({ id }) => id !== null)?.id ?? null;
export const untilReady = (stream: Listening): Promise<void> =>
  vi.waitFor(() => expect(stream.events.map(({ event }) => event)).toContain("ready"), {
    timeout: 10_000,
    interval: 10,
  });
export const completed = (jobId: string) => ({
  id: `evt_of_${jobId}`,
  type: "job.completed",
  data: { jobId, kind: "content_generate", result: {} },
});
