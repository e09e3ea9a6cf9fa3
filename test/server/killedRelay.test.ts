import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Listening } from "./eventSource";
import { NO_REDIS, startRedis, type RedisServer } from "./redisServer";
import { relayProcesses, type Death, type RelayProcess } from "./relayProcesses";
import { bodiesOf, completed, JOBS, lastIdOf, relaysOn, RENDERS, statusesOf, stepsOf, untilReady } from "./relaysOn";

let redis: RedisServer;

beforeAll(async () => {
  if (NO_REDIS === null) redis = await startRedis();
});
afterAll(() => redis?.stop());

const processes = relayProcesses();

/**
 * Short, so that the lease of a dead relay lapses soon, two seconds after that; and long enough for a machine with many
 * processes.
 */
const TIMEOUT_MS = 1_000;

const relays = (pace: { readonly everyMs: number; readonly soonestMs?: number; readonly readsPerMinute?: number }) =>
  relaysOn(processes, redis.url, { timeoutMs: TIMEOUT_MS, ...pace });

/**
 * After each call of the store, and before each that writes: between two calls a relay only tells its own visitors and
 * `onSettled`.
 */
const deathsIn = (calls: readonly string[]): Death[] =>
  calls.flatMap((name, index) =>
    (name.startsWith("get ") ? (["after"] as const) : (["before", "after"] as const)).map((when) => ({
      call: index + 1,
      when,
    })),
  );

/** What went wrong at which death, so that all of it is seen at once. */
async function problemsAt(
  calls: readonly string[],
  check: (death: Death, index: number) => Promise<void>,
): Promise<string[]> {
  const found = await Promise.all(
    deathsIn(calls).map(async (death, index) => {
      try {
        await check(death, index);
        return [];
      } catch (error) {
        return [
          `killed ${death.when} call ${death.call} (${calls[death.call - 1]}): ${error instanceof Error ? error.message : String(error)}`,
        ];
      }
    }),
  );
  return found.flat();
}

describe.skipIf(NO_REDIS !== null)("when the relay of some viewers is killed", () => {
  it("they hear at another, or at the same one started anew, how things stand, however that came about meanwhile", async () => {
    const { states, start } = await relays({ everyMs: 100 });
    const [victim, survivor] = [await start(), await start()];
    const nameOf = (id: string): string => (id.startsWith("job_") ? JOBS : RENDERS) + id;
    // Of what is seen at the other relay too, somebody watches it there.
    const seen = ["r_once", "r_twice", "r_back", "r_ended", "job_event"];
    const ids = [...seen, "r_unseen", "job_unseen"];
    const before = await Promise.all(ids.map((id) => victim.listen(nameOf(id))));
    const others = new Map<string, Listening>(
      await Promise.all(seen.map(async (id) => [id, await survivor.listen(nameOf(id))] as const)),
    );
    await Promise.all([...before, ...others.values()].map(untilReady));
    await victim.kill();

    const change = async (id: string, ...to: Record<string, unknown>[]): Promise<void> => {
      for (const [index, state] of to.entries()) {
        states.set(id, state);
        await vi.waitFor(() => expect(bodiesOf(others.get(id) as Listening)).toHaveLength(2 + index), {
          timeout: 5_000,
          interval: 10,
        });
      }
    };
    states.set("r_unseen", { step: 2 });
    for (const job of ["job_event", "job_unseen"]) states.set(job, { status: "completed", progress: 1 });
    await Promise.all([
      change("r_once", { step: 2 }),
      change("r_twice", { step: 2 }, { step: 3 }),
      change("r_back", { step: 2 }, { step: 1 }),
      change("r_ended", { status: "done" }),
      survivor.deliver(completed("job_event")),
      survivor.deliver(completed("job_unseen")),
    ]);

    const anew = await start();
    for (const relay of [survivor, anew]) {
      const after = await Promise.all(
        ids.map((id, index) => relay.listen(nameOf(id), lastIdOf(before[index] as Listening))),
      );
      await Promise.all(after.map(untilReady));
      const heard = (id: string): Record<string, unknown>[] => bodiesOf(after[ids.indexOf(id)] as Listening);
      expect([heard("r_once"), heard("r_twice"), heard("r_back"), heard("r_ended")]).toMatchObject([
        [{ step: 2 }],
        [{ step: 3 }],
        [{ step: 1 }],
        [{ status: "done" }],
      ]);
      // What an event left out is told as soon as a read has filled it.
      for (const id of ["job_event", "job_unseen"])
        expect(new Set(heard(id).map(({ status }) => status))).toEqual(new Set(["completed"]));
      await vi.waitFor(() => expect(heard("r_unseen").at(-1)).toMatchObject({ step: 2 }), {
        interval: 10,
        timeout: 10_000,
      });
    }
    expect(stepsOf(others.get("r_back") as Listening)).toEqual([1, 2, 1]);
  }, 20_000);
});

describe.skipIf(NO_REDIS !== null)("when a relay is killed in the middle of a webhook", () => {
  it("that is not killed, viewers at another relay hear of it at once, be it that nobody watches at the one that was told", async () => {
    const { start, readsOf } = await relays({ everyMs: 2_000 });
    const [told, other] = [await start(), await start()];
    const stream = await other.listen(`${JOBS}job_1`);
    await untilReady(stream);
    expect((await told.deliver(completed("job_1"))).status).toBe(200);
    await vi.waitFor(() => expect(statusesOf(stream)).toEqual(["running", "completed"]), {
      timeout: 500,
      interval: 10,
    });
    // To fill what the event left out, and not because a poll was due.
    await vi.waitFor(() => expect(readsOf("job_1")).toHaveLength(2), 10_000);
    await vi.waitFor(() => expect([told.settled.length, other.settled.length]).toEqual([1, 1]), 10_000);
  });

  it.concurrent.each(["watched at both relays", "watched by nobody"])(
    "of a job %s, at whichever step: the next try is taken in elsewhere, and everybody hears",
    async (who) => {
      const { states, start, readsOf } = await relays({ everyMs: 2_000 });
      const survivor = await start();
      const deliverTo = async (victim: RelayProcess, jobId: string) => {
        const atVictim = who === "watched at both relays" ? await victim.listen(JOBS + jobId) : null;
        const atSurvivor = who === "watched by nobody" ? null : await survivor.listen(JOBS + jobId);
        for (const stream of [atVictim, atSurvivor]) if (stream !== null) await untilReady(stream);
        states.set(jobId, { status: "completed", progress: 1 });
        return {
          atVictim,
          atSurvivor,
          answer: await victim.deliver(completed(jobId), { "x-count": "" }).catch(() => null),
        };
      };
      // One that is not killed tells what there is to be killed at.
      const whole = await start();
      const { answer, atSurvivor: told } = await deliverTo(whole, "job_whole");
      const calls = await whole.calls();
      expect(answer?.status).toBe(200);
      if (told !== null) await vi.waitFor(() => expect(statusesOf(told).at(-1)).toBe("completed"), 10_000);
      expect(calls.length).toBeGreaterThanOrEqual(4);

      const problems = await problemsAt(calls, async (death, index) => {
        const jobId = `job_${index}`;
        const victim = await start(death);
        const { answer: lost, atVictim, atSurvivor } = await deliverTo(victim, jobId);
        expect([lost, await victim.ended]).toEqual([null, "SIGKILL"]);
        expect((await survivor.deliver(completed(jobId))).status).toBe(200);
        // By the one or the other; by both where one was killed after its onSettled had begun and before the event was
        // answered.
        const settledAt = (relay: RelayProcess): number =>
          relay.settled.filter((one) => one.settled === jobId && one.status === "completed").length;
        await vi.waitFor(() => expect(Math.max(settledAt(survivor), settledAt(victim))).toBe(1), 10_000);
        const again = await survivor.listen(JOBS + jobId, atVictim === null ? null : lastIdOf(atVictim));
        await untilReady(again);
        expect(statusesOf(again)[0]).toBe("completed");
        if (atSurvivor !== null)
          await vi.waitFor(() => expect(statusesOf(atSurvivor).slice(0, 2)).toEqual(["running", "completed"]), 10_000);
        for (const stream of [again, atSurvivor])
          if (stream !== null) expect(statusesOf(stream).lastIndexOf("running")).toBeLessThanOrEqual(0);
        // A third try is a repeat, and everything has been told already.
        expect((await survivor.deliver(completed(jobId))).status).toBe(200);
        await vi.waitFor(() => expect(settledAt(survivor)).toBe(1), 10_000);
        // One before the end, and one to fill what the event left out; the one that the victim was killed in comes on
        // top.
        expect(readsOf(jobId).length).toBeLessThanOrEqual(3);
      });
      expect(problems).toEqual([]);
    },
    30_000,
  );
});

describe.skipIf(NO_REDIS !== null).concurrent("when a relay is killed in the middle of a read", () => {
  it("at whichever step: nobody hears the older after the newer, another reads once the lease has lapsed, and the budget is right", async () => {
    const { states, start, readsOf, upstream, spent } = await relays({
      everyMs: 1_500,
      soonestMs: 100,
      readsPerMinute: 6_000,
    });
    const survivor = await start();
    const readAt = async (victim: RelayProcess, id: string) => {
      const [atVictim, atSurvivor] = [await victim.listen(RENDERS + id), await survivor.listen(RENDERS + id)];
      await Promise.all([atVictim, atSurvivor].map(untilReady));
      expect(readsOf(id)).toHaveLength(1);
      states.set(id, { step: 2 });
      // Before it is due, so that only this one relay reads.
      await new Promise((resolve) => setTimeout(resolve, 120));
      return {
        atVictim,
        atSurvivor,
        answer: await victim.get(RENDERS + id, { "x-count": "", "cache-control": "max-age=0" }).catch(() => null),
      };
    };
    const whole = await start();
    const { answer, atSurvivor: told } = await readAt(whole, "r_whole");
    expect(answer?.status).toBe(200);
    await vi.waitFor(() => expect(stepsOf(told)).toEqual([1, 2]), 10_000);
    const calls = await whole.calls();
    expect(calls).toEqual(["batch of swap, get, get", expect.stringMatching(/^spend /), "batch of set, publish, swap"]);

    const problems = await problemsAt(calls, async (death, index) => {
      const id = `r_${index}`;
      const victim = await start(death);
      const { atVictim, atSurvivor } = await readAt(victim, id);
      expect(await victim.ended).toBe("SIGKILL");
      await atVictim.ended;
      const again = await survivor.listen(RENDERS + id, lastIdOf(atVictim));
      await untilReady(again);
      const heard = [...stepsOf(atVictim), ...stepsOf(again)];
      expect(heard).toEqual([...heard].sort());
      // Due after 1.5 s at the latest, and the lease of the dead one lasts 3 s.
      await vi.waitFor(() => expect([stepsOf(again).at(-1), stepsOf(atSurvivor).at(-1)]).toEqual([2, 2]), {
        timeout: 6_000,
      });
      expect(readsOf(id).length).toBeLessThanOrEqual(5);
    });
    expect(problems).toEqual([]);
    // Every read was taken out of the budget; of those killed in between each may have left one there that was not
    // sent, for a minute.
    const [taken, sent] = [await spent(), upstream.seen.length];
    expect(taken).toBeGreaterThanOrEqual(sent);
    expect(taken).toBeLessThanOrEqual(sent + deathsIn(calls).length);
  }, 30_000);

  it("while the upstream is asked: another takes over, and a viewer who asks again misses nothing", async () => {
    const { upstream, start } = await relays({ everyMs: 1_500 });
    const [victim, survivor] = [await start(), await start()];
    upstream.server.removeAllListeners("request").once("request", () => undefined);
    const lost = victim.get(RENDERS + "r_1").catch(() => null);
    await vi.waitFor(() => expect(upstream.server.listenerCount("request")).toBe(0), { interval: 10, timeout: 10_000 });
    await victim.kill();
    expect(await lost).toBeNull();
    upstream.server.on("request", (_, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"status":"done"}'),
    );
    const answer = await survivor.get(RENDERS + "r_1");
    expect([answer.status, await answer.json()]).toEqual([200, { status: "done" }]);
  }, 30_000);
});
