import { expect, it, vi } from "vitest";
import { PushStream } from "../../src/client/push/PushStream";
import { fuzzParsers } from "./fuzzParsers";
import { fuzzRequests } from "./fuzzRequests";
import { Random } from "./Random";
import { randomJsonText } from "./randomJson";

/**
 * `npm test` runs a few seconds with a fixed seed; `npm run fuzz` runs twenty times as much with a new seed, which it
 * prints.
 */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_124);
const TIMES = Number(process.env["FUZZ_TIMES"] ?? 1);
const LIMIT_MS = 60_000 * TIMES;

it(
  "requests of any bytes are each answered, stop no relay and are told no key",
  async () => {
    expect(await fuzzRequests(new Random(SEED), 500 * TIMES), `seed ${SEED}`).toEqual([]);
  },
  LIMIT_MS,
);

it(
  "bodies, webhooks, stored values, ids and paths are each a value or an OperationError",
  async () => {
    expect(await fuzzParsers(new Random(SEED), 10_000 * TIMES), `seed ${SEED}`).toEqual([]);
  },
  LIMIT_MS,
);

it(
  "events of any text end no stream of the client",
  async () => {
    vi.useFakeTimers();
    const random = new Random(SEED);
    const listeners = new Map<string, (event: { readonly data?: unknown }) => void>();
    const open = () => ({
      readyState: 1,
      addEventListener: (type: string, listener: (event: { readonly data?: unknown }) => void) =>
        void listeners.set(type, listener),
      close: () => undefined,
    });
    const changes: unknown[] = [];
    const stream = new PushStream({
      baseUrl: "",
      open,
      onChange: ({ body }) => changes.push(body),
      onCoverage: () => undefined,
    });
    stream.want(["layers/v1/jobs/job_1"]);
    await vi.advanceTimersByTimeAsync(1_000);
    for (let index = 0; index < 500 * TIMES; index += 1) {
      const data = randomJsonText(random, [
        { watch: "layers/v1/jobs/job_1", etag: '"v1"', session: "s", body: { status: "running" } },
      ]);
      listeners.get(random.of(["change", "unwatched", "heartbeat", "ready"]))?.({ data });
    }
    expect(changes.every((body) => typeof body === "object" && body !== null)).toBe(true);
    expect(changes.length).toBeGreaterThan(10);
    stream.close();
    vi.useRealTimers();
  },
  LIMIT_MS,
);
