// From a webhook to the screen, through relay, server-sent events, tabs, client, hook, component and DOM.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { Live } from "../../bench/page/live";
import { openBrowser } from "./openBrowser";
import { buildLivePage, PushSite } from "./PushSite";

/** The cadence of these pages: fast, so that a missing poll is soon noticed. */
const EVERY_MS = 200;

let browser: Browser;
let files: ReadonlyMap<string, string>;
let site: PushSite;
let context: BrowserContext;

beforeAll(async () => {
  [browser, files] = await Promise.all([openBrowser(), buildLivePage()]);
});
afterAll(() => browser?.close());

beforeEach(async () => {
  site = await PushSite.start(files);
  context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    await site.stop();
  });
});

/** A tab and its requests. */
class Tab {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly #reads: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", ({ message }) => this.errors.push(message));
    page.on("request", (request) => this.#reads.push(new URL(request.url()).pathname));
  }

  static async open(query: Readonly<Record<string, string | readonly string[]>>): Promise<Tab> {
    const tab = new Tab(await context.newPage());
    const named = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
    await tab.page.goto(`${site.url}/?${new URLSearchParams([["everyMs", String(EVERY_MS)], ...named]).toString()}`);
    return tab;
  }

  /** The number of reads of one operation, or of all. */
  reads(id = ""): number {
    return this.#reads.filter((path) => path.startsWith("/api/longrun/layers/") && path.endsWith(id)).length;
  }

  async shows(id: string, status: string): Promise<void> {
    await this.page.locator(`#${id}[data-status="${status}"]`).waitFor({ timeout: 15_000 });
  }

  /** Sets the page's visibility, because headless Chromium shows all its tabs at once. */
  hide(): Promise<void> {
    return this.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
  }

  show(...jobIds: string[]): Promise<void> {
    return this.page.evaluate((ids) => (window as unknown as { live: Live }).live.show(ids), jobIds);
  }
}

/**
 * Resolves once one tab polls at the usual pace and the others don't poll: it reads three times meanwhile.
 */
async function quiet(pacemaker: Tab, ...tabs: Tab[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const before = tabs.map((tab) => tab.reads());
      await polls(pacemaker, 3);
      expect(tabs.map((tab) => tab.reads())).toEqual(before);
    },
    { timeout: 15_000 },
  );
}

async function polls(tab: Tab, count: number, id?: string): Promise<void> {
  const before = tab.reads(id);
  await vi.waitFor(() => expect(tab.reads(id)).toBeGreaterThanOrEqual(before + count), { timeout: 10_000 });
}

it("shows what a webhook tells without asking, and asks no more than now and then while its stream is open", async () => {
  const { layers } = site.simulator;
  // Minutes pass between two reads of a lease request, the relay's too.
  const leases = [layers.requestLease().requestId, layers.requestLease().requestId] as const;
  // Only the webhook reports its end; reads still show it running.
  const [jobId, other] = [site.startJob({ lags: true }), site.startJob()];
  const tab = await Tab.open({ job: jobId, lease: leases.map((requestId) => `${layers.projectId}/${requestId}`) });
  const pacemaker = await Tab.open({ job: other, push: "0" });
  await tab.shows(jobId, "running");
  for (const requestId of leases) await tab.shows(requestId, "requested");
  await quiet(pacemaker, tab);
  const before = tab.reads();

  await site.complete(jobId);
  await tab.shows(jobId, "completed");
  layers.settleLease(leases[0], { outcome: "assigned" });
  await tab.shows(leases[0], "assigned");
  layers.settleLease(leases[1], { outcome: "rejected" });
  await tab.shows(leases[1], "rejected");
  expect(tab.reads()).toBe(before);
  expect(site.opened).toBe(1);
  expect(tab.errors).toEqual([]);
  // No running operation is left to subscribe to.
  await vi.waitFor(() => expect(site.streams).toBe(0), 10_000);
});

it("hears of a job that has only just come onto the page, and asks no oftener about those that were there", async () => {
  const [first, second] = [site.startJob(), site.startJob()];
  const tab = await Tab.open({ job: first });
  const pacemaker = await Tab.open({ job: first, push: "0" });
  await tab.shows(first, "running");
  await quiet(pacemaker, tab);
  const before = tab.reads(first);

  await tab.show(first, second);
  await tab.shows(second, "running");
  await vi.waitFor(() => expect(site.opened).toBe(2), 10_000);
  await quiet(pacemaker, tab);
  const beforeEnd = tab.reads(second);
  await site.complete(second);
  await tab.shows(second, "completed");
  expect([tab.reads(first), tab.reads(second)]).toEqual([before, beforeEnd]);
  await site.complete(first);
  await tab.shows(first, "completed");
  expect(tab.reads(first)).toBe(before);
});

it("polls at its usual pace while the stream is broken, and hears all that it missed once it is back", async () => {
  const [polled, unseen] = [site.startJob(), site.startJob()];
  const tab = await Tab.open({ job: polled });
  const hidden = await Tab.open({ job: unseen });
  const pacemaker = await Tab.open({ job: polled, push: "0" });
  await hidden.shows(unseen, "running");
  await hidden.hide();
  await quiet(pacemaker, tab, hidden);
  const atLoss = hidden.reads();

  site.cutStreams();
  await polls(tab, 2);
  // A change may have been lost with the stream, so there is one read; but a hidden tab does not poll.
  await vi.waitFor(() => expect(hidden.reads()).toBe(atLoss + 1), 10_000);
  await site.complete(unseen);
  await polls(tab, 4);
  site.mendStreams();
  await hidden.shows(unseen, "completed");
  expect(hidden.reads()).toBe(atLoss + 1);

  await quiet(pacemaker, tab);
  const before = tab.reads();
  await site.complete(polled);
  await tab.shows(polled, "completed");
  expect(tab.reads()).toBe(before);
});

it("tells all tabs over one connection, and those that are hidden too", async () => {
  const jobId = site.startJob();
  const tabs = [await Tab.open({ job: jobId }), await Tab.open({ job: jobId })];
  const pacemaker = await Tab.open({ job: site.startJob(), push: "0" });
  await quiet(pacemaker, ...tabs);
  expect([site.streams, site.opened]).toEqual([1, 1]);
  const before = tabs.map((tab) => tab.reads());

  await tabs[1]?.hide();
  await site.complete(jobId);
  for (const tab of tabs) await tab.shows(jobId, "completed");
  expect(tabs.map((tab) => tab.reads())).toEqual(before);
});
