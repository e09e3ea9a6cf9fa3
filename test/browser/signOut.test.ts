// The next user of a browser: real tabs that share one connection by real locks and channels, while the cookies change
// under them.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { Live } from "../../bench/page/live";
import { openBrowser } from "./openBrowser";
import { buildLivePage, PushSite } from "./PushSite";

let browser: Browser;
let files: ReadonlyMap<string, string>;
let site: PushSite;
let context: BrowserContext;
let owners: Map<string, string>;
/** Every job status that a tab has shown, with the user who was signed in. */
let shown: string[];

beforeAll(async () => {
  [browser, files] = await Promise.all([openBrowser(), buildLivePage()]);
});
afterAll(() => browser?.close());

beforeEach(async () => {
  owners = new Map();
  shown = [];
  site = await PushSite.start(files, ({ request, params }) => {
    const user = /(?:^|; )user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
    return user === undefined ? "unauthenticated" : owners.get(params["jobId"] ?? "") === user;
  });
  context = await browser.newContext();
  await context.exposeFunction("noteShown", (text: string) => void shown.push(text));
  onTestFinished(async () => {
    await context.close();
    await site.stop();
  });
});

const signIn = (user: string): Promise<void> => context.addCookies([{ name: "user", value: user, url: site.url }]);

function jobOf(user: string): string {
  const jobId = site.startJob();
  owners.set(jobId, user);
  return jobId;
}

/** A tab that records everything it renders of any job. */
async function open(name: string, ...jobIds: string[]): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript((tab) => {
    new MutationObserver(() => {
      for (const part of document.querySelectorAll('[data-longrun="job-progress"][data-status]')) {
        (window as unknown as { noteShown(text: string): void }).noteShown(
          `${tab} ${part.id} ${part.getAttribute("data-status") ?? ""}`,
        );
      }
    }).observe(document, { subtree: true, childList: true, attributes: true });
  }, name);
  await page.goto(
    `${site.url}/?${new URLSearchParams([["everyMs", "300"], ...jobIds.map((jobId) => ["job", jobId])]).toString()}`,
  );
  return page;
}

const shows = (page: Page, jobId: string, status: string): Promise<void> =>
  page.locator(`#${jobId}[data-status="${status}"]`).waitFor({ timeout: 20_000 });
/** Checks that the card says that access is refused, and shows no data. */
const isRefused = (page: Page, jobId: string): Promise<void> =>
  page.locator(`#${jobId}[data-phase="failed"]:not([data-status])`).waitFor({ timeout: 20_000 });
const everShown = (tab: string, jobId: string): string[] =>
  [...new Set(shown.filter((line) => line.startsWith(`${tab} ${jobId} `)))].map((line) => line.split(" ")[2] ?? "");

/** Waits until the tab's job is pushed: a stream is open, and the page stops polling. */
async function heard(...pages: Page[]): Promise<void> {
  const asked = new Map(pages.map((page) => [page, 0]));
  for (const page of pages)
    page.on("request", (request) => request.url().includes("/layers/") && asked.set(page, (asked.get(page) ?? 0) + 1));
  await vi.waitFor(
    async () => {
      for (const page of pages) asked.set(page, 0);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect([...asked.values()]).toEqual(pages.map(() => 0));
    },
    { timeout: 20_000 },
  );
}

it("somebody else who signs in in a second tab sees nothing of the first one's jobs, and hears of their own", async () => {
  const [hers, his] = [jobOf("ada"), jobOf("bob")];
  await signIn("ada");
  const adasTab = await open("ada", hers);
  await shows(adasTab, hers, "running");
  await heard(adasTab);

  await signIn("bob");
  const bobsTab = await open("bob", hers, his);
  await isRefused(bobsTab, hers);
  await shows(bobsTab, his, "running");
  // The first tab's connection is given up, and what it shows too: those are his cookies now.
  await isRefused(adasTab, hers);
  await heard(bobsTab);
  await site.complete(hers);
  await site.complete(his);
  await shows(bobsTab, his, "completed");
  expect([everShown("bob", hers), everShown("ada", hers)]).toEqual([[], ["running"]]);
});

it("somebody else who signs in in the same tab, without a reload, is not shown what the last one was", async () => {
  const [hers, his] = [jobOf("ada"), jobOf("bob")];
  await signIn("ada");
  const tab = await open("tab", hers);
  await shows(tab, hers, "running");
  await heard(tab);

  await signIn("bob");
  await tab.evaluate((ids) => (window as unknown as { live: Live }).live.show(ids), [hers, his]);
  await shows(tab, his, "running");
  await isRefused(tab, hers);
  await heard(tab);
  await site.complete(hers);
  await site.complete(his);
  await shows(tab, his, "completed");
  expect(everShown("tab", hers)).toEqual(["running"]);
});

it("nobody sees anything once the one whose connection it was has signed out", async () => {
  const hers = jobOf("ada");
  await signIn("ada");
  const adasTab = await open("ada", hers);
  await shows(adasTab, hers, "running");
  await heard(adasTab);

  await context.clearCookies();
  const nobodys = await open("nobody", hers);
  await isRefused(nobodys, hers);
  await site.complete(hers);
  await isRefused(nobodys, hers);
  expect(everShown("nobody", hers)).toEqual([]);
});

it("the tab that takes over when the one with the connection is killed does so as whoever is signed in then", async () => {
  const [hers, his] = [jobOf("ada"), jobOf("bob")];
  await signIn("ada");
  const first = await open("first", hers);
  await shows(first, hers, "running");
  const second = await open("second", hers);
  await shows(second, hers, "running");
  await heard(first, second);
  expect(site.streams).toBe(1);

  await signIn("bob");
  await first.close();
  await isRefused(second, hers);
  await site.complete(hers);
  const bobsTab = await open("bob", his);
  await shows(bobsTab, his, "running");
  await heard(bobsTab);
  await site.complete(his);
  await shows(bobsTab, his, "completed");
  expect(everShown("second", hers)).toEqual(["running"]);
});
