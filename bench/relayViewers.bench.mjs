/* global Request */
import { rm } from "node:fs/promises";
import { builtServer } from "./builtServer.mjs";
import { seededRandom } from "./seededRandom.mjs";
import { VirtualTime } from "./virtualTime.mjs";

const JOBS = 50;
const MINUTE_MS = 60_000;
const POLL_MS = 5_000;
const TICK_MS = 100;
const START_MS = Date.UTC(2026, 0, 1, 12, 0, 23, 456);
const LIMITS = { standard: 120, partner: 6_000 };

/** Counts upstream reads for many viewers of the same jobs, through the relay and with a poller for each viewer. */
export default {
  name: "relay-viewers",
  title: `${JOBS} running jobs watched for a minute, each by every viewer, every ${POLL_MS / 1_000} s`,
  async run() {
    const { folder, ...built } = await builtServer();
    const rows = [];
    const checks = [];
    for (const tier of ["standard", "partner"]) {
      const [one, many] = [await watch(built, tier, 1), await watch(built, tier, 1_000)];
      for (const result of [one, many]) {
        rows.push({
          key: `${tier}, ${LIMITS[tier]} a minute`,
          viewers: result.viewers,
          "asked of the relay": result.asked,
          "relay reads": result.reads,
          refused: result.refused,
          "busiest minute": result.busiest,
          "one poller each": result.asked,
        });
      }
      checks.push(
        {
          says: `${tier}: reads for 1,000 viewers, of those for one`,
          measured: many.reads / one.reads,
          limit: 1.01,
          holds: Math.abs(many.reads / one.reads - 1) <= 0.01,
        },
        {
          says: `${tier}: reads in the busiest minute, of the key's limit`,
          measured: many.busiest / LIMITS[tier],
          limit: 1,
          holds: many.busiest <= LIMITS[tier],
        },
        { says: `${tier}: refusals by the upstream`, measured: many.refused, limit: 0, holds: many.refused === 0 },
      );
    }
    await rm(folder, { recursive: true });
    return { tables: [{ title: "", rows }], checks };
  },
};

async function watch({ createRelay, createSimulator }, tier, viewers) {
  const time = new VirtualTime(START_MS);
  const now = () => time.nowMs;
  const simulator = createSimulator({ now, tier, keepRequests: 100_000 });
  const ids = Array.from(
    { length: JOBS },
    () => simulator.layers.startJob({ kind: "content_generate", durationMs: 10 * MINUTE_MS }).jobId,
  );
  const reads = [];
  let refused = 0;
  const fetch = async (url, init) => {
    reads.push(now());
    const response = await simulator.fetch(url, init);
    if (response.status === 429) refused += 1;
    return response;
  };
  const relay = createRelay({
    upstreams: { layers: { apiKey: simulator.layers.apiKey } },
    authorize: () => true,
    fetch,
    now,
    onError: () => undefined,
  });
  const random = seededRandom(1);
  const phases = Array.from({ length: viewers }, () => Math.floor(random() * POLL_MS));
  const urls = ids.map((id) => `http://app.example/api/longrun/layers/v1/jobs/${id}`);
  let asked = 0;
  let failed = 0;
  const ask = async (url) => {
    asked += 1;
    const response = await relay.handle(new Request(url));
    if (response.status !== 200) failed += 1;
  };
  const tick = () => {
    const sinceMs = now() - START_MS;
    for (const phase of phases) {
      const was = Math.floor((sinceMs - TICK_MS - phase) / POLL_MS);
      // All pages are open when the minute begins; then each polls in its own rhythm.
      if (sinceMs === 0 || Math.floor((sinceMs - phase) / POLL_MS) > was) for (const url of urls) void ask(url);
    }
    setTimeout(tick, TICK_MS);
  };
  await time.run(tick, START_MS + MINUTE_MS);
  await relay.close();
  if (failed > 0) throw new Error(`${failed} of ${asked} questions were not answered with 200.`);
  return { viewers, asked, reads: reads.length, refused, busiest: reads.length };
}
