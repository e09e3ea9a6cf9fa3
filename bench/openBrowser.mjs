import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, ensureChromium } from "../scripts/chromium.mjs";
import { buildPage } from "./buildPage.mjs";

/** Starts Chromium and serves `bench/page`, built for production. Call `close()` afterwards. */
export async function openBrowser() {
  const [{ code: script }] = await buildPage("main.tsx", { format: "iife", name: "benchPage" });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  return { openPage: (url) => openPage(browser, script, url), close: () => browser.close() };
}

/** Opens a page in its own context, so that scenarios don't share memory. */
async function openPage(browser, script, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(error));
  if (url) await page.goto(url);
  else await page.setContent("<!doctype html><html lang=en><title>bench</title><body></body></html>");
  await page.addScriptTag({ content: script });
  const session = await context.newCDPSession(page);
  // CPU time of the main thread, so that a busy machine does not count.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    page,
    session,
    /** CPU time that the main thread has spent in tasks since the page was opened, in seconds. */
    async busySeconds() {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration").value;
    },
    close: () => context.close(),
  };
}
