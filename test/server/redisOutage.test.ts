import { describe, expect, it, vi } from "vitest";
import { connected, NO_REDIS_OF_OURS, startRedis } from "./redisServer";
import { relayProcesses, type RelayProcess } from "./relayProcesses";
import { bodiesOf, completed, JOBS, relaysOn, RENDERS, statusesOf, stepsOf, untilReady } from "./relaysOn";

const processes = relayProcesses();

const ALONE = "the store does not answer, so this relay goes on alone until it does";
const BACK = "the store is back; relays share again";
const EVERY_MS = 200;
/** With it a lease that nobody gives back would last twelve seconds, longer than these tests wait. */
const TIMEOUT_MS = 10_000;
const patient = { timeout: 8_000, interval: 10 };

/**
 * Two relays in processes of their own, each with a viewer of one and the same operation, on a Redis of the test's own.
 */
async function twoRelays() {
  const redis = await startRedis();
  processes.onEnd(() => redis.stop());
  const all = await relaysOn(processes, redis.url, { timeoutMs: TIMEOUT_MS, everyMs: EVERY_MS }, ({ url }, reads) =>
    url.includes("/renders/") ? { step: reads } : {},
  );
  const relays = await Promise.all([all.start(), all.start()]);
  const streams = await Promise.all(relays.map((relay) => relay.listen(`${RENDERS}r1`)));
  await Promise.all(streams.map(untilReady));
  return { ...all, redis, relays, streams };
}

/** Both go on alone: each reads for itself, and its viewers hear all of that. */
async function goOnAlone({ relays, streams, readsOf }: Awaited<ReturnType<typeof twoRelays>>): Promise<void> {
  await vi.waitFor(() => expect(relays.map(({ incidents }) => incidents)).toEqual([[ALONE], [ALONE]]), patient);
  const before = streams.map((stream) => bodiesOf(stream).length);
  const reads = readsOf("r1").length;
  await vi.waitFor(
    () =>
      expect(streams.map((stream, index) => bodiesOf(stream).length - (before[index] ?? 0) > 3)).toEqual([true, true]),
    patient,
  );
  const [one, other] = streams.map((stream) => new Set(stepsOf(stream)));
  const sinceThen = Array.from({ length: 6 }, (_, index) => reads + index + 1);
  // What the one has read the other has not heard of.
  expect(sinceThen.some((step) => one?.has(step) !== other?.has(step))).toBe(true);
}

/** Both share again: who reads tells the other, and what one is told is pushed to the viewers of the other. */
async function shareAgain({
  relays,
  streams,
  readsOf,
  redis,
  prefix,
}: Awaited<ReturnType<typeof twoRelays>>): Promise<void> {
  await vi.waitFor(
    () =>
      expect(relays.map(({ incidents }) => incidents)).toEqual([
        [ALONE, BACK],
        [ALONE, BACK],
      ]),
    patient,
  );
  const client = await connected(redis.url);
  processes.onEnd(() => client.destroy());
  await vi.waitFor(
    async () => expect(await client.sendCommand(["PUBSUB", "NUMSUB", `${prefix}news`])).toEqual([`${prefix}news`, 2]),
    patient,
  );

  const from = readsOf("r1").length + 2;
  await vi.waitFor(() => expect(readsOf("r1").length).toBeGreaterThan(from + 4), patient);
  const shared = readsOf("r1").slice(from, from + 4);
  for (const [index, atMs] of shared.slice(1).entries())
    expect(atMs - (shared[index] ?? 0)).toBeGreaterThan(EVERY_MS * 0.9);
  for (const stream of streams)
    await vi.waitFor(
      () => expect(stepsOf(stream)).toEqual(expect.arrayContaining([from + 1, from + 2, from + 3, from + 4])),
      patient,
    );

  const [one, other] = relays as [RelayProcess, RelayProcess];
  const stream = await other.listen(`${JOBS}job_1`);
  await untilReady(stream);
  expect((await one.deliver(completed("job_1"))).status).toBe(200);
  await vi.waitFor(() => expect(statusesOf(stream)).toEqual(["running", "completed"]), { timeout: 500, interval: 10 });
}

describe.skipIf(NO_REDIS_OF_OURS !== null).concurrent("two relays whose Redis", () => {
  it("is killed go on alone and say so, and share again when it is started anew", async () => {
    const all = await twoRelays();
    await all.redis.kill?.();
    await goOnAlone(all);
    for (const relay of all.relays) expect((await relay.get(`${RENDERS}r_new`)).status).toBe(200);
    const back = await startRedis(Number(new URL(all.redis.url).port));
    processes.onEnd(() => back.stop());
    await shareAgain(all);
  }, 25_000);

  it("hangs go on alone and say so, keep nobody waiting, and share again when it goes on", async () => {
    const all = await twoRelays();
    all.redis.pause();
    // The first to find out waits a second; who comes after that does not wait for it.
    const asked = all.relays.map((relay, index) =>
      relay.get(`${RENDERS}r_new${index}`, {}, AbortSignal.timeout(5_000)),
    );
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    await goOnAlone(all);
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(
        all.relays.map((relay) => relay.get(`${RENDERS}r_${round}`, {}, AbortSignal.timeout(1_000))),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }
    all.redis.resume();
    await shareAgain(all);
  }, 25_000);
});
