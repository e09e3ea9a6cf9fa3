/* global Response */
import { seededRandom } from "./seededRandom.mjs";
import { SimulatedKey } from "./simulatedKey.mjs";
import { source } from "./source.mjs";
import { VirtualTime } from "./virtualTime.mjs";

const LIMIT = 120;
const SHARE = 0.8;
const MINUTES = 10;
// A time in the middle of a minute, so that the server's fixed minutes differ from the run's.
const START_MS = Date.UTC(2026, 0, 1, 12, 0, 23, 456);
const END_MS = START_MS + MINUTES * 60_000;

/**
 * Measures the load of 60 and 500 running jobs on one key, with longrun's shared budget and with hooks that share
 * nothing.
 */
export default {
  name: "read-budget",
  title: `Reads of many running jobs under a key of ${LIMIT} reads a minute, over ${MINUTES} minutes`,
  async run() {
    const rows = [];
    const checks = [];
    for (const jobs of [60, 500]) {
      for (const sliding of [false, true]) {
        const ours = await simulate(jobs, sliding, watchWithLongrun);
        const naive = await simulate(jobs, sliding, watchNaively);
        rows.push(rowOf("longrun", jobs, sliding, ours), rowOf("naive hooks", jobs, sliding, naive));
        const of = `${jobs} jobs, ${sliding ? "sliding" : "fixed"} minutes`;
        checks.push(
          {
            says: `${of}: refusals after the first minute`,
            measured: ours.refusedLater,
            limit: 0,
            holds: ours.refusedLater === 0,
          },
          {
            says: `${of}: share of the budget used`,
            measured: ours.used,
            limit: 0.8,
            atLeast: true,
            holds: ours.used >= 0.8,
          },
          {
            says: `${of}: longest wait, in fair shares`,
            measured: ours.longestWaitShares,
            limit: 2,
            holds: ours.longestWaitShares <= 2,
          },
        );
      }
    }
    return { tables: [{ title: "", rows }], checks };
  },
};

function rowOf(who, jobs, sliding, result) {
  return {
    jobs,
    "server's minutes": sliding ? "sliding" : "fixed",
    who,
    "reads answered": result.answered,
    "of the budget": percent(result.used),
    refused: result.refused,
    "after minute 1": result.refusedLater,
    "busiest second": result.busiestSecond,
    "longest wait (s)": Math.round(result.longestWaitMs / 1_000),
    "in fair shares": result.longestWaitShares.toFixed(2),
    "ms of CPU per read": result.cpuPerRead.toFixed(3),
  };
}

const percent = (share) => `${Math.round(share * 100)} %`;

async function simulate(jobs, sliding, watchAll) {
  const key = new SimulatedKey({ limit: LIMIT, sliding });
  const time = new VirtualTime(START_MS);
  const ids = Array.from({ length: jobs }, (_, index) => `job_${String(index).padStart(26, "0")}`);
  const cpu = process.cpuUsage();
  await time.run(() => watchAll({ ids, key, time }), END_MS);
  const { user, system } = process.cpuUsage(cpu);
  return { ...summary(ids, key.reads), cpuPerRead: (user + system) / 1_000 / key.reads.length };
}

function summary(ids, reads) {
  const answered = reads.filter(({ refused }) => !refused);
  const refused = reads.filter((read) => read.refused);
  const heardAt = new Map(ids.map((id) => [id, [START_MS]]));
  for (const { id, atMs } of answered) heardAt.get(id).push(atMs);
  const longestWaitMs = Math.max(
    ...[...heardAt.values()].map((times) =>
      Math.max(...[...times.slice(1), END_MS].map((atMs, index) => atMs - times[index])),
    ),
  );
  const bySecond = new Map();
  // First reads are sent at once, because somebody is looking at an empty page.
  for (const { atMs } of answered.filter(({ atMs }) => atMs > START_MS + 60_000)) {
    const second = Math.floor(atMs / 1_000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
  }
  return {
    answered: answered.length,
    used: answered.length / (SHARE * LIMIT * MINUTES),
    refused: refused.length,
    refusedLater: refused.filter(({ atMs }) => atMs > START_MS + 60_000).length,
    busiestSecond: Math.max(...bySecond.values()),
    longestWaitMs,
    longestWaitShares: longestWaitMs / ((ids.length / (SHARE * LIMIT)) * 60_000),
  };
}

/**
 * Runs one `waitFor` per job over one client, whose `fetch` is the simulated server: all of longrun but React. The
 * client learns the limit.
 */
function watchWithLongrun({ ids, key, time }) {
  const client = source.createLongrunClient({ fetch: simulatedFetch(key, time), now: () => time.nowMs });
  for (const jobId of ids) source.waitFor(source.jobOperation, { jobId }, { client }).catch(reportUnexpected);
}

function simulatedFetch(key, time) {
  const random = seededRandom(7);
  return async (url) => {
    await new Promise((resolve) => setTimeout(resolve, 30 + 40 * random()));
    const jobId = url.slice(url.lastIndexOf("/") + 1);
    const { status, headers } = key.read(jobId, time.nowMs);
    await new Promise((resolve) => setTimeout(resolve, 30 + 40 * random()));
    const body =
      status === 200
        ? { jobId, kind: "content_generate", status: "running" }
        : { error: { code: "RATE_LIMITED", message: "" } };
    return new Response(JSON.stringify(body), { status, headers });
  };
}

/** Polls each job separately: 2 s growing to 10 s, and after a 429 as long as `Retry-After` says. */
function watchNaively({ ids, key, time }) {
  const random = seededRandom(8);
  for (const id of ids) {
    let delayMs = 2_000;
    const poll = () => {
      const { status, headers } = key.read(id, time.nowMs);
      const waitMs = status === 429 ? Number(headers["retry-after"]) * 1_000 : delayMs;
      if (status === 200) delayMs = Math.min(delayMs * 1.3, 10_000);
      setTimeout(poll, waitMs + 60 + 80 * random());
    };
    setTimeout(poll, 30 + 40 * random());
  }
}

function reportUnexpected(error) {
  console.error(error);
  process.exitCode = 1;
}
