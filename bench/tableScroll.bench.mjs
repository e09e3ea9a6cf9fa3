/* global window, document */
import { readFile } from "node:fs/promises";
import { openBrowser } from "./openBrowser.mjs";

const JOBS = 1_000;
const SETTLE_MS = 15_000;
const SCROLL_MS = 30_000;
const STEP_MS = 100;
/**
 * In its steady state a job is polled every eight to ten seconds, and up to 1.5 s later if many are due. A longer gap
 * is a dropped poll.
 */
const LONGEST_GAP_MS = 15_000;

/**
 * Scrolls a table of a thousand watched jobs from end to end, and counts mounted rows and dropped polls, beside the
 * same table without scrolling.
 */
export default {
  name: "table-scroll",
  title: `A table that watches ${JOBS} jobs, scrolled for ${SCROLL_MS / 1_000} s, in Chromium`,
  async run() {
    const { openPage, close } = await openBrowser();
    try {
      const still = await watch(openPage, false);
      const scrolled = await watch(openPage, true);
      return {
        tables: [
          {
            title: "",
            rows: [
              ["left alone", still],
              ["scrolled", scrolled],
            ].map(([table, { polls, longestMs, mostRows, overdue }]) => ({
              table,
              "polls of a job, at least": polls,
              "longest gap (s)": (longestMs / 1_000).toFixed(1),
              "jobs with a dropped poll": overdue,
              "rows mounted at most": mostRows,
            })),
          },
        ],
        checks: [
          {
            says: "rows mounted at once while scrolling",
            measured: scrolled.mostRows,
            limit: 60,
            holds: scrolled.mostRows <= 60,
          },
          {
            says: "jobs with a dropped poll while scrolling",
            measured: scrolled.overdue,
            limit: 0,
            holds: scrolled.overdue === 0,
          },
        ],
      };
    } finally {
      await close();
    }
  },
};

async function watch(openPage, scrolls) {
  const { page, close } = await openPage();
  try {
    await page.addStyleTag({ content: await readFile(new URL("../src/styles.css", import.meta.url), "utf8") });
    await page.evaluate((jobs) => window.bench.mountTable(jobs), JOBS);
    await page.waitForTimeout(SETTLE_MS);
    return await page.evaluate(
      async ({ scrolls, scrollMs, stepMs, jobs, longestGapMs }) => {
        const scroller = document.querySelector('[role="region"]');
        if (scroller === null) throw new Error("The table is not on the page.");
        const from = performance.now();
        let mostRows = 0;
        for (let step = 0; performance.now() - from < scrollMs; step += 1) {
          // Down and up again, a few screens at each step.
          const share = (step * 0.013) % 2;
          if (scrolls) scroller.scrollTop = (share > 1 ? 2 - share : share) * scroller.scrollHeight;
          await new Promise((resolve) => setTimeout(resolve, stepMs));
          mostRows = Math.max(mostRows, document.querySelectorAll("tbody [data-job-id]").length);
        }
        const until = performance.now();
        let longestMs = 0;
        let overdue = 0;
        let polls = Number.POSITIVE_INFINITY;
        for (const times of window.pollTimes.values()) {
          const seen = [...times.filter((at) => at >= from), until];
          const before = times.filter((at) => at < from).at(-1) ?? from;
          const longest = Math.max(...seen.map((at, index) => at - (seen[index - 1] ?? before)));
          longestMs = Math.max(longestMs, longest);
          if (longest > longestGapMs) overdue += 1;
          polls = Math.min(polls, seen.length - 1);
        }
        if (window.pollTimes.size !== jobs)
          throw new Error(`Only ${window.pollTimes.size} of ${jobs} jobs were asked about.`);
        return { mostRows, longestMs, overdue, polls };
      },
      { scrolls, scrollMs: SCROLL_MS, stepMs: STEP_MS, jobs: JOBS, longestGapMs: LONGEST_GAP_MS },
    );
  } finally {
    await close();
  }
}
