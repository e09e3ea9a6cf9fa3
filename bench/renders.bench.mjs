/* global window */
import { openBrowser } from "./openBrowser.mjs";

const INTERVAL_MS = 500;
const POLLS = 10;
const WATCHERS = [
  { who: "longrun, with ETag", watcher: "longrun", withEtags: true },
  { who: "longrun, without ETag", watcher: "longrun", withEtags: false },
  { who: "bare useQuery", watcher: "bare", withEtags: false },
  { who: "spread useQuery", watcher: "spread", withEtags: false },
];

/** Counts the renders and DOM writes of an unchanged poll. */
export default {
  name: "renders",
  title: "Renders and DOM writes per unchanged poll, in Chromium",
  async run() {
    const { openPage, close } = await openBrowser();
    try {
      const { page } = await openPage();
      const rows = await Promise.all(WATCHERS.map((watcher) => watch(page, watcher)));
      const ours = rows.filter(({ who }) => who.startsWith("longrun"));
      return {
        tables: [
          {
            title: "",
            rows: rows.map((row) => ({
              ...row,
              renders: row.renders.toFixed(2),
              "DOM writes": row["DOM writes"].toFixed(2),
            })),
          },
        ],
        checks: ours.flatMap((row) => [
          { says: `${row.who}: renders per unchanged poll`, measured: row.renders, limit: 0, holds: row.renders === 0 },
          {
            says: `${row.who}: DOM writes per unchanged poll`,
            measured: row["DOM writes"],
            limit: 0,
            holds: row["DOM writes"] === 0,
          },
        ]),
      };
    } finally {
      await close();
    }
  },
};

/** Counts from the first answer on, over a number of polls. */
async function watch(page, { who, ...scenario }) {
  await page.evaluate(
    ([name, options]) => window.bench.mount(name, options),
    [who, { jobs: 1, intervalMs: INTERVAL_MS, ...scenario }],
  );
  const first = await readsReach(page, who, 1);
  const last = await readsReach(page, who, 1 + POLLS);
  await page.evaluate((name) => window.bench.unmount(name), who);
  const polls = last.reads - first.reads;
  return {
    who,
    polls,
    renders: (last.renders - first.renders) / polls,
    "DOM writes": (last.writes - first.writes) / polls,
  };
}

async function readsReach(page, who, reads) {
  await page.waitForFunction(([name, count]) => window.bench.counts(name).reads >= count, [who, reads]);
  // By then the last poll is on the screen, and the next is not due.
  await page.waitForTimeout(INTERVAL_MS / 2);
  return page.evaluate((name) => window.bench.counts(name), who);
}
