import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import type { FaultSite } from "./FaultSite";
import type { WatchedPage } from "./watchPage";

/** The job's text on the screen. */
export interface Screen {
  readonly status: string | null;
  readonly stage: string;
  /** The notice about the watch: it tries again, or the page is offline. */
  readonly notice: string;
  /** The error that stopped the watch. */
  readonly error: string;
}

const STEP_MS = 2_000;
/** Chromium's own console line for a failed request, which a page can't prevent. */
const BROWSERS_OWN =
  /^error: (Failed to load resource: (net::|the server responded with a status of)|EventSource's response has a MIME type)/;

/** A browser with one page that watches a job; the test moves its time. */
export class Watcher {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly jobId: string;
  readonly #site: FaultSite;
  readonly #console: string[] = [];
  readonly #inFlight = new Set<Request>();

  private constructor(context: BrowserContext, page: Page, site: FaultSite, jobId: string) {
    this.context = context;
    this.page = page;
    this.jobId = jobId;
    this.#site = site;
    context.on("console", (message) => this.#console.push(`${message.type()}: ${message.text()}`));
    context.on("weberror", (error) => this.#console.push(`uncaught: ${error.error().message}`));
    context.on("request", (request) => {
      if (request.resourceType() !== "eventsource") this.#inFlight.add(request);
    });
    context.on("requestfinished", (request) => this.#inFlight.delete(request));
    context.on("requestfailed", (request) => this.#inFlight.delete(request));
  }

  static async open(browser: Browser, site: FaultSite, push: boolean): Promise<Watcher> {
    const jobId = site.startJob();
    const context = await browser.newContext();
    const watcher = new Watcher(context, await context.newPage(), site, jobId);
    await watcher.page.clock.install();
    await watcher.page.goto(`${site.url}/?${new URLSearchParams({ job: jobId, push: push ? "1" : "0" }).toString()}`);
    return watcher;
  }

  /** Errors and warnings of the page, without the browser's own. */
  async complaints(): Promise<string[]> {
    const { unhandled } = await this.#watched();
    const said = this.#console.filter((line) => !/^(log|info|debug):/.test(line) && !BROWSERS_OWN.test(line));
    return [...said, ...unhandled.map((reason) => `unhandled: ${reason}`)];
  }

  async settled(): Promise<WatchedPage["settled"]> {
    return (await this.#watched()).settled;
  }

  screen(): Promise<Screen> {
    return this.page.evaluate(() => {
      const card = document.querySelector('[data-longrun="job-progress"]');
      const text = (selector: string): string => card?.querySelector(selector)?.textContent?.trim() ?? "";
      return {
        status: card?.getAttribute("data-status") ?? null,
        stage: text('[aria-current="step"]'),
        notice: text('[data-longrun="job-progress-notice"]'),
        error: text('[data-longrun="error-text"] > span'),
      };
    });
  }

  /** Moves the time of page and relay in steps of two seconds; requests are answered meanwhile. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.#site.aheadMs += Math.min(STEP_MS, leftMs);
      await this.page.clock.runFor(Math.min(STEP_MS, leftMs));
      await this.#answered();
    }
  }

  /** Moves time until the screen is as wanted. @returns the screen, then or at the end of the time */
  async until(isWanted: (screen: Screen) => boolean, withinMs: number): Promise<Screen> {
    await this.#answered();
    for (let passedMs = 0; ; passedMs += STEP_MS) {
      const screen = await this.screen();
      if (isWanted(screen) || passedMs >= withinMs) return screen;
      await this.pass(STEP_MS);
    }
  }

  /** Suspends the computer: no timer runs; afterwards each timer that is due fires once. */
  async sleep(ms: number): Promise<void> {
    this.#site.aheadMs += ms;
    await this.page.clock.fastForward(ms);
    await this.#answered();
  }

  /** Changes the computer's clock; no time passes. */
  async moveClock(ms: number): Promise<void> {
    await this.page.clock.setSystemTime((await this.page.evaluate(() => Date.now())) + ms);
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Resolves once every request that gets an answer has one, and the page has handled it. */
  async #answered(): Promise<void> {
    for (let calm = 0; calm < 2; calm += 1) {
      await this.page.evaluate(() => undefined);
      if (this.#inFlight.size > this.#site.held) calm = -1;
    }
  }

  #watched(): Promise<WatchedPage> {
    return this.page.evaluate(() => (window as unknown as { watched: WatchedPage }).watched);
  }
}
