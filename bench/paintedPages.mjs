/* global document, window, HTMLElement, requestAnimationFrame, MutationObserver */
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, ensureChromium } from "../scripts/chromium.mjs";
import { buildPage } from "./buildPage.mjs";

/** Allowed difference between the clocks of the page and of this process, beyond the round trip, in ms. */
const CLOCKS_APART_MS = 2;

/** The files of `page/live.tsx`, built for production, by their paths. */
export async function buildLivePage() {
  const chunks = await buildPage("live.tsx", { entryFileNames: "page.js", chunkFileNames: "[name].js" });
  /** @param {string} code */
  const script = (code) => ({ type: "text/javascript", text: code });
  const html =
    '<!doctype html><html lang="en"><title>Live</title><link rel="icon" href="data:,"><body><script type="module" ' +
    'src="/page.js"></script></body></html>';
  const files = new Map([["/", { type: "text/html", text: html }]]);
  for (const { fileName, code } of chunks) files.set(`/${fileName}`, script(code));
  return files;
}

/**
 * Opens pages that watch these jobs, each in its own context, because tabs of one context share a connection.
 */
export async function openPaintedPages(url, jobIds, count) {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  const pages = [];
  for (let index = 0; index < count; index += 1) {
    const context = await browser.newContext();
    await context.addInitScript(noteFrames);
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`${url}/?${jobIds.map((jobId) => `job=${jobId}`).join("&")}`);
    pages.push(page);
  }
  for (const page of pages) {
    await page.waitForFunction(
      (jobs) => document.querySelectorAll('[data-status="running"][data-longrun="job-progress"]').length === jobs,
      jobIds.length,
    );
    const before = performance.timeOrigin + performance.now();
    const { isVisible, nowMs } = await page.evaluate(() => ({
      isVisible: document.visibilityState === "visible",
      nowMs: performance.timeOrigin + performance.now(),
    }));
    const after = performance.timeOrigin + performance.now();
    if (!isVisible) throw new Error("A page is hidden: Chromium would hold its frames back.");
    if (nowMs < before - CLOCKS_APART_MS || nowMs > after + CLOCKS_APART_MS)
      throw new Error("The clocks of Chromium and of this process are apart.");
  }
  return {
    /** When each page had painted the job's end, in ms since the epoch. */
    painted: (jobId) => Promise.all(pages.map((page) => page.evaluate((id) => window.bench.painted(id), jobId))),
    /** How long each page takes for two frames while nothing happens, in ms. */
    idleMs: async () => {
      const taken = [];
      for (const page of pages) taken.push(await page.evaluate(() => window.bench.twoFrames()));
      return taken;
    },
    close: () => browser.close(),
  };
}

/**
 * Runs in the page: records when the DOM shows a job's completion, and when the screen does. React has committed by
 * then; the first animation frame is just before the paint, the second in the frame after.
 */
function noteFrames() {
  const nowMs = () => performance.timeOrigin + performance.now();
  const afterPaint = () =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(nowMs()))));
  const ends = new Map();
  const endOf = (jobId) => {
    if (!ends.has(jobId)) {
      let resolve;
      const painted = new Promise((set) => (resolve = set));
      ends.set(jobId, { painted, resolve });
    }
    return ends.get(jobId);
  };
  new MutationObserver((records) => {
    for (const { target } of records)
      if (
        target instanceof HTMLElement &&
        target.dataset.longrun === "job-progress" &&
        target.dataset.status === "completed"
      )
        void afterPaint().then(endOf(target.id).resolve);
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-status"] });
  const bench = {
    painted: (jobId) => endOf(jobId).painted,
    twoFrames: async () => {
      const fromMs = nowMs();
      return (await afterPaint()) - fromMs;
    },
  };
  Object.assign(window, { bench });
}
