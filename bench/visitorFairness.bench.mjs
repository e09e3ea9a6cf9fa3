/* global Request, Response */
import { rm } from "node:fs/promises";
import { builtServer } from "./builtServer.mjs";
import { SimulatedKey } from "./simulatedKey.mjs";
import { VirtualTime } from "./virtualTime.mjs";

const LIMIT = 120;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1, 12, 0, 23, 456);
/** The attacker arrives after the other visitors' operations are cached. */
const ATTACKED_FROM_MS = START_MS + MINUTE_MS;
const END_MS = START_MS + 5 * MINUTE_MS;
const VICTIMS = 5;
const JOBS_EACH = 4;
const POLL_MS = 2_000;
const NEWCOMER_EVERY_MS = 20_000;

/** Ways in which one visitor can try to use up the key: what they request, how, and at which interval. */
const ATTACKS = {
  nobody: [],
  "300 made-up ids": [{ ids: idsOf("none", 300), everyMs: 5_000, headers: {} }],
  "300 operations of its own": [{ ids: idsOf("job_attacker_", 300), everyMs: 5_000, headers: {} }],
  "max-age=0 for 20 of its own": [
    { ids: idsOf("job_attacker_", 20), everyMs: 1_000, headers: { "cache-control": "max-age=0, no-cache" } },
  ],
  "all of that": [
    { ids: idsOf("none", 300), everyMs: 5_000, headers: {} },
    { ids: idsOf("job_attacker_", 300), everyMs: 2_000, headers: { "cache-control": "max-age=0, no-cache" } },
  ],
};

function idsOf(prefix, count) {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`);
}

/** Measures the harm that one visitor can do to the others under a scarce key. */
export default {
  name: "visitor-fairness",
  title:
    `${VICTIMS} visitors who watch ${JOBS_EACH} jobs each and somebody new every ` +
    `${NEWCOMER_EVERY_MS / 1_000} s, under a key of ${LIMIT} reads a minute, beside one who takes what there is`,
  async run() {
    const { folder, createRelay } = await builtServer();
    const results = [];
    for (const attack of Object.keys(ATTACKS))
      results.push({ attack, ...(await simulate(createRelay, ATTACKS[attack])) });
    await rm(folder, { recursive: true });
    const alone = results[0].oldestMs;
    const rows = results.map(({ attack, oldestMs, refused, longestWaitMs, reads, ofAttacker, refusedByKey }) => ({
      attacker: attack,
      "victims' oldest answer (s)": (oldestMs / 1_000).toFixed(1),
      "victims refused": refused,
      "a newcomer's longest wait (s)": longestWaitMs / 1_000,
      "reads a minute": Math.round(reads),
      "for the attacker": Math.round(ofAttacker),
      "refused by the key": refusedByKey,
    }));
    const checks = results.flatMap(({ attack, oldestMs, refused, longestWaitMs, refusedByKey }) => [
      {
        says: `${attack}: victims' oldest answer, of that without an attacker`,
        measured: oldestMs / alone,
        limit: 2,
        holds: oldestMs / alone <= 2,
      },
      { says: `${attack}: victims' questions refused`, measured: refused, limit: 0, holds: refused === 0 },
      {
        says: `${attack}: seconds that somebody new waits for a first answer`,
        measured: longestWaitMs / 1_000,
        limit: 10,
        holds: longestWaitMs <= 10_000,
      },
      { says: `${attack}: refusals by the key`, measured: refusedByKey, limit: 0, holds: refusedByKey === 0 },
    ]);
    return { tables: [{ title: "", rows }], checks };
  },
};

async function simulate(createRelay, attack) {
  const time = new VirtualTime(START_MS);
  const now = () => time.nowMs;
  const key = new SimulatedKey({ limit: LIMIT, sliding: true });
  const relay = createRelay({
    upstreams: { layers: { apiKey: "lp_of_the_benchmark", readsPerMinute: LIMIT } },
    authorize: () => true,
    fetch: (url) => Promise.resolve(answerOf(key, url, now())),
    now,
    onError: () => undefined,
  });
  const ask = async (who, id, headers = {}) => {
    const response = await relay.handle(
      new Request(`http://app.example/api/longrun/layers/v1/jobs/${id}`, { headers }),
      { remoteAddress: who },
    );
    await response.text();
    return response;
  };
  let [oldestMs, refused, newcomers, longestWaitMs] = [0, 0, 0, 0];
  const watch = async (who, ids) => {
    await Promise.all(
      ids.map(async (id) => {
        const response = await ask(who, id);
        if (response.status !== 200) refused += 1;
        else if (now() >= ATTACKED_FROM_MS) oldestMs = Math.max(oldestMs, Number(response.headers.get("age")) * 1_000);
      }),
    );
  };
  // A page also retries when `Retry-After` says so.
  const arrive = async () => {
    const number = (newcomers += 1);
    const fromMs = now();
    for (;;) {
      const response = await ask(`10.2.0.${number}`, `job_newcomer_${number}`);
      if (response.status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get("retry-after")) * 1_000));
      longestWaitMs = Math.max(longestWaitMs, now() - fromMs);
    }
  };
  const every = (everyMs, work) => {
    void work();
    setTimeout(() => every(everyMs, work), everyMs);
  };
  await time.run(() => {
    for (let victim = 0; victim < VICTIMS; victim += 1)
      every(POLL_MS, () => watch(`10.0.0.${victim + 1}`, idsOf(`job_victim_${victim}_`, JOBS_EACH)));
    setTimeout(() => {
      every(NEWCOMER_EVERY_MS, arrive);
      for (const { ids, everyMs, headers } of attack)
        every(everyMs, () => Promise.all(ids.map((id) => ask("10.1.0.1", id, headers))));
    }, ATTACKED_FROM_MS - START_MS);
  }, END_MS);
  await relay.close();
  const attacked = key.reads.filter(({ atMs }) => atMs >= ATTACKED_FROM_MS);
  const minutes = (END_MS - ATTACKED_FROM_MS) / MINUTE_MS;
  const ofAttacker = attacked.filter(({ id }) => /^(none|job_attacker)/.test(id)).length / minutes;
  return {
    oldestMs,
    refused,
    longestWaitMs,
    reads: attacked.length / minutes,
    ofAttacker,
    refusedByKey: key.reads.filter((read) => read.refused).length,
  };
}

function answerOf(key, url, nowMs) {
  const jobId = String(url).split("/").at(-1) ?? "";
  const { status, headers } = key.read(jobId, nowMs);
  const json = (body, as) =>
    new Response(JSON.stringify(body), { status: as, headers: { ...headers, "content-type": "application/json" } });
  if (status === 429) return json({ error: { code: "RATE_LIMITED", message: "" } }, 429);
  if (!jobId.startsWith("job_")) return json({ error: { code: "NOT_FOUND", message: "" } }, 404);
  return json(
    {
      jobId,
      kind: "content_generate",
      status: "running",
      stage: "generating_visuals",
      startedAt: new Date(START_MS).toISOString(),
    },
    200,
  );
}
