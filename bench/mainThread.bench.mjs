/* global window, setInterval, clearInterval */
import { jobsServer } from "./jobsServer.mjs";
import { median } from "./median.mjs";
import { openBrowser } from "./openBrowser.mjs";

const JOBS = 1_000;
const INTERVAL_MS = 2_500;
const WINDOW_MS = 5_000;
const ROUNDS = 3;
const MOST = 1.2;
const SCENARIOS = [true, false].flatMap((overHttp) => [
  { overHttp, answers: "unchanged", who: "longrun, with ETag", watcher: "longrun", withEtags: true },
  { overHttp, answers: "unchanged", who: "longrun, without ETag", watcher: "longrun", withEtags: false },
  { overHttp, answers: "unchanged", who: "bare useQuery", watcher: "bare", withEtags: false },
  { overHttp, answers: "changed", who: "longrun, without ETag", watcher: "longrun", withEtags: false },
  { overHttp, answers: "changed", who: "bare useQuery", watcher: "bare", withEtags: false },
]);

/**
 * Measures how long the main thread is busy per poll on a page that shows a thousand jobs: the median of alternating
 * rounds.
 */
export default {
  name: "main-thread",
  title: `Main-thread time per poll with ${JOBS} jobs on screen, in Chromium`,
  async run() {
    /** @type {Map<typeof SCENARIOS[number], number[]>} */
    const measured = new Map(SCENARIOS.map((scenario) => [scenario, []]));
    const server = await jobsServer();
    const { openPage, close } = await openBrowser();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const scenario of SCENARIOS)
          measured.get(scenario)?.push(await microsecondsPerPoll(openPage, server, scenario));
      }
    } finally {
      await close();
      await server.close();
    }
    const rows = SCENARIOS.map((scenario) => ({ ...scenario, us: median(measured.get(scenario)) }));
    const ratio = ({ us, ...row }) =>
      us /
      rows.find(
        ({ watcher, answers, overHttp }) => watcher === "bare" && answers === row.answers && overHttp === row.overHttp,
      )?.us;
    const table = (title, of) => ({
      title,
      rows: rows
        .filter(({ overHttp }) => overHttp === of)
        .map((row) => ({
          answers: row.answers,
          who: row.who,
          "µs per poll": row.us.toFixed(0),
          "× bare": ratio(row).toFixed(2),
        })),
    });
    return {
      tables: [
        table("Over HTTP, as pages poll", true),
        table(
          "With answers made in the page: without the browser's own part in a request, which is the same for all",
          false,
        ),
      ],
      checks: rows
        .filter(({ watcher, overHttp }) => watcher === "longrun" && overHttp)
        .map((row) => ({
          says: `${row.who}, ${row.answers}, over HTTP: × bare useQuery`,
          measured: ratio(row),
          limit: MOST,
          holds: ratio(row) <= MOST,
        })),
    };
  },
};

/** Measures from every job's second poll on, so that mounting does not count. */
async function microsecondsPerPoll(openPage, server, { watcher, withEtags, answers, overHttp }) {
  const { page, busySeconds, close } = await openPage(server.origin);
  let advancing;
  try {
    await page.evaluate((options) => window.bench.mount("jobs", options), {
      watcher,
      withEtags,
      overHttp,
      jobs: JOBS,
      intervalMs: INTERVAL_MS,
    });
    await page.waitForFunction((jobs) => window.bench.counts("jobs").reads >= 2 * jobs, JOBS);
    if (answers === "changed") {
      if (overHttp) advancing = setInterval(server.advance, 1_000);
      else await page.evaluate(() => void window.setInterval(() => window.bench.advance("jobs"), 1_000));
    }
    const before = { reads: await reads(page), busy: await busySeconds() };
    await page.waitForTimeout(WINDOW_MS);
    const after = { reads: await reads(page), busy: await busySeconds() };
    return ((after.busy - before.busy) * 1e6) / (after.reads - before.reads);
  } finally {
    clearInterval(advancing);
    await close();
  }
}

const reads = (page) => page.evaluate(() => window.bench.counts("jobs").reads);
