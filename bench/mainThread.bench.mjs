/* global window */
import { openBrowser } from "./openBrowser.mjs";

const JOBS = 1_000;
const INTERVAL_MS = 2_500;
const WINDOW_MS = 5_000;
const ROUNDS = 3;
const SCENARIOS = [
  { answers: "unchanged", who: "longrun, with ETag", watcher: "longrun", withEtags: true },
  { answers: "unchanged", who: "longrun, without ETag", watcher: "longrun", withEtags: false },
  { answers: "unchanged", who: "bare useQuery", watcher: "bare", withEtags: false },
  { answers: "changed", who: "longrun, without ETag", watcher: "longrun", withEtags: false },
  { answers: "changed", who: "bare useQuery", watcher: "bare", withEtags: false },
];

/** How long the main thread is busy for one poll of a page that shows a thousand jobs. Rounds take turns, and the median counts. */
export default {
  name: "main-thread",
  title: `Main-thread time per poll with ${JOBS} jobs on screen, in Chromium`,
  async run() {
    const measured = new Map(SCENARIOS.map((scenario) => [scenario, []]));
    const { openPage, close } = await openBrowser();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const scenario of SCENARIOS) measured.get(scenario).push(await microsecondsPerPoll(openPage, scenario));
      }
    } finally {
      await close();
    }
    const rows = SCENARIOS.map((scenario) => ({ ...scenario, us: median(measured.get(scenario)) }));
    const bare = (answers) => rows.find((row) => row.answers === answers && row.watcher === "bare").us;
    return {
      tables: [{ title: "", rows: rows.map(({ answers, who, us }) => ({ answers, who, "µs per poll": us.toFixed(0), "× bare": (us / bare(answers)).toFixed(2) })) }],
      checks: rows
        .filter(({ watcher }) => watcher === "longrun")
        .map(({ answers, who, us }) => ({ says: `${who}, ${answers}: × bare useQuery`, measured: us / bare(answers), limit: 1.2, holds: us / bare(answers) <= 1.2 })),
    };
  },
};

/** From the second poll of every job on: mounting a thousand of them is another matter. */
async function microsecondsPerPoll(openPage, { watcher, withEtags, answers }) {
  const { page, busySeconds, close } = await openPage();
  try {
    await page.evaluate((options) => window.bench.mount("jobs", options), { watcher, withEtags, jobs: JOBS, intervalMs: INTERVAL_MS });
    await page.waitForFunction((jobs) => window.bench.counts("jobs").reads >= 2 * jobs, JOBS);
    if (answers === "changed") await page.evaluate(() => void window.setInterval(() => window.bench.advance("jobs"), 1_000));
    const before = { reads: await reads(page), busy: await busySeconds() };
    await page.waitForTimeout(WINDOW_MS);
    const after = { reads: await reads(page), busy: await busySeconds() };
    return ((after.busy - before.busy) * 1e6) / (after.reads - before.reads);
  } finally {
    await close();
  }
}

const reads = (page) => page.evaluate(() => window.bench.counts("jobs").reads);

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
