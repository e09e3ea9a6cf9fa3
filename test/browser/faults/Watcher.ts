import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import type { FaultSite } from "./FaultSite";
import type { WatchedPage } from "./watchPage";

/** What a person sees of the job. */
export interface Screen {
  readonly status: string | null;
  readonly stage: string;
  /** What is said of the watch: that it tries again, that the page is offline. */
  readonly notice: string;
  /** Why it has been given up. */
  readonly error: string;
}

const STEP_MS = 2_000;
/** What Chromium itself says of a request that failed, which no page can keep it from. */
const BROWSERS_OWN =
  /^error: (Failed to load resource: (net::|the server responded with a status of)|EventSource's response has a MIME type)/;

/** One person's browser with one page that watches a job, whose time passes when it is told to. */
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

  /** Errors and warnings of the page, whoever made them but the browser. */
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

  /** Lets time pass, two seconds by two, on the page and for the relay; what is asked meanwhile is answered. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.#site.aheadMs += Math.min(STEP_MS, leftMs);
      await this.page.clock.runFor(Math.min(STEP_MS, leftMs));
      await this.#answered();
    }
  }

  /** Lets time pass until the screen is as wanted. @returns it, or what it was at the end of that time */
  async until(isWanted: (screen: Screen) => boolean, withinMs: number): Promise<Screen> {
    await this.#answered();
    for (let passedMs = 0; ; passedMs += STEP_MS) {
      const screen = await this.screen();
      if (isWanted(screen) || passedMs >= withinMs) return screen;
      await this.pass(STEP_MS);
    }
  }

  /** The lid is closed for a while: no timer runs, and at the end all that are due do, once. */
  async sleep(ms: number): Promise<void> {
    this.#site.aheadMs += ms;
    await this.page.clock.fastForward(ms);
    await this.#answered();
  }

  /** Somebody sets the computer's clock; no time passes. */
  async moveClock(ms: number): Promise<void> {
    await this.page.clock.setSystemTime((await this.page.evaluate(() => Date.now())) + ms);
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Resolves once every request is answered that anybody answers, and the page has done what it does about that. */
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
