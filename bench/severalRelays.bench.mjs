/* global Request, Response */
import { rm } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { builtServer } from "./builtServer.mjs";
import { median } from "./median.mjs";

const RELAYS = 10;
const READS = 300;
const LIMIT = 6_000;
const AWAY_MS = 10;
const ROUNDS = 5;

/** Measures first reads with a distant shared store, one at a time and many at once. */
export default {
  name: "several-relays",
  title:
    `${RELAYS} relays on a store ${AWAY_MS} ms away, ${READS} first reads at once, under a key of ${LIMIT} ` +
    "a minute",
  async run() {
    const { folder, createRelay, memoryStore } = await builtServer();
    const alone = [];
    const together = [];
    // Warm up, so that compilation does not count.
    await measure(createRelay, memoryStore, RELAYS, READS);
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await measure(createRelay, memoryStore, 1, 1));
      together.push(await measure(createRelay, memoryStore, RELAYS, READS));
    }
    await rm(folder, { recursive: true });
    const of = (results, name) => median(results.map((result) => result[name]));
    const rows = [
      {
        relays: 1,
        "first reads": 1,
        "calls of the store each": of(alone, "calls"),
        "one after the other": of(alone, "deep"),
        "ms to the last": of(alone, "ms").toFixed(0),
        refused: of(alone, "refused"),
      },
      {
        relays: RELAYS,
        "first reads": READS,
        "calls of the store each": of(together, "calls") / READS,
        "one after the other": "",
        "ms to the last": of(together, "ms").toFixed(0),
        refused: of(together, "refused"),
      },
    ];
    const [ms, refused, deep] = [
      of(together, "ms"),
      Math.max(...together.map((result) => result.refused)),
      of(alone, "deep"),
    ];
    const checks = [
      { says: "false refusals", measured: refused, limit: 0, holds: refused === 0 },
      { says: "ms until all are answered", measured: ms, limit: 1_000, holds: ms < 1_000 },
      { says: "round trips of one read, one after the other", measured: deep, limit: 3, holds: deep <= 3 },
    ];
    return { tables: [{ title: "", rows }], checks };
  },
};

async function measure(createRelay, memoryStore, relays, reads) {
  const { store, count } = farAway(memoryStore());
  const upstreams = { layers: { apiKey: "lp_of_the_benchmark", readsPerMinute: LIMIT } };
  const fetch = (url) => Promise.resolve(answerOf(String(url).split("/").at(-1)));
  const all = Array.from({ length: relays }, () =>
    createRelay({ upstreams, authorize: () => true, store, fetch, onError: ({ message }) => console.error(message) }),
  );
  const from = performance.now();
  const answers = await Promise.all(
    Array.from({ length: reads }, async (_, read) => {
      // Each read comes from another visitor, as at many people's first visit.
      const answer = await all[read % relays].handle(
        new Request(`http://app.example/api/longrun/layers/v1/jobs/job_${read}`),
        { remoteAddress: `10.0.${Math.floor(read / 250)}.${read % 250}` },
      );
      count.answeredAtDeep = Math.max(count.answeredAtDeep, count.deep);
      return answer;
    }),
  );
  const ms = performance.now() - from;
  const { calls, answeredAtDeep: deep } = count;
  await Promise.all(all.map((relay) => relay.close()));
  return { ms, calls, deep, refused: answers.filter(({ status }) => status !== 200).length };
}

/** A store with a fixed delay per call; `deep` counts the calls that begin while no other is under way. */
function farAway(inner) {
  const count = { calls: 0, deep: 0, underWay: 0, answeredAtDeep: 0 };
  const far =
    (work) =>
    async (...args) => {
      count.calls += 1;
      if ((count.underWay += 1) === 1) count.deep += 1;
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      count.underWay -= 1;
      return work(...args);
    };
  const { subscribe, ...others } = inner;
  return {
    store: { ...Object.fromEntries(Object.entries(others).map(([name, work]) => [name, far(work)])), subscribe },
    count,
  };
}

function answerOf(jobId) {
  const body = {
    jobId,
    kind: "content_generate",
    status: "running",
    stage: "generating_visuals",
    startedAt: new Date().toISOString(),
  };
  return new Response(JSON.stringify(body), {
    status: 200,
    headers: { "content-type": "application/json", etag: `"${jobId}"` },
  });
}
