import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";

/** A visitor's browser window, with a record of its console and its requests. */
export class Visit {
  readonly page: Page;
  /** Every line in the console and every uncaught error, of all tabs. */
  readonly console: string[] = [];
  /** Every requested URL, of all tabs. */
  readonly requested: string[] = [];
  readonly #context: BrowserContext;
  readonly #answers: Promise<string>[];

  private constructor(context: BrowserContext, page: Page, answers: Promise<string>[]) {
    this.#context = context;
    this.page = page;
    this.#answers = answers;
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
    const answers: Promise<string>[] = [];
    const visit = new Visit(context, await context.newPage(), answers);
    context.on("console", (message) => visit.console.push(`${message.type()}: ${message.text()}`));
    context.on("weberror", (error) => visit.console.push(`uncaught: ${error.error().message}`));
    context.on("request", (request) => visit.requested.push(request.url()));
    context.on("response", (response) => {
      const body = response.text().catch(() => ""); // A 304 has none.
      answers.push(
        Promise.all([response.allHeaders().catch(() => ({})), body]).then(
          ([headers, text]) => `${response.url()}\n${JSON.stringify(headers)}\n${text}`,
        ),
      );
    });
    await visit.page.goto(url);
    await visit.jobs().first().waitFor();
    return visit;
  }

  /** All answers so far, with their headers. */
  answers(): Promise<string[]> {
    return Promise.all(this.#answers);
  }

  /** The console without Chromium's own line for each failed request, which a page can't prevent. */
  get ownConsole(): string[] {
    return this.console.filter(
      (line) => !/^error: Failed to load resource: (net::|the server responded with a status of)/.test(line),
    );
  }

  jobs(selector = ""): Locator {
    return this.page.locator(`[data-longrun="job-progress"]${selector}`);
  }

  /** The card of the operation with that id. */
  card(id: string): Locator {
    return this.page
      .getByRole("listitem")
      .filter({ has: this.page.locator("code", { hasText: new RegExp(`^${id.replaceAll(".", "\\.")}$`) }) });
  }

  lines(selector = ""): Locator {
    return this.page.locator(`[data-longrun="line-request-card"]${selector}`);
  }

  /** Ids of the jobs on the dashboard, in their order. */
  jobIds(): Promise<string[]> {
    return this.page.getByRole("region", { name: "Jobs" }).locator(".card-foot code").allTextContents();
  }

  choose(legend: string, option: string): Promise<void> {
    return this.page
      .getByRole("group", { name: legend })
      .getByRole("radio", { name: option, exact: true })
      .check({ force: true });
  }

  /** Starts a job with the form. @returns its id */
  async startJob(ending: string, length: string): Promise<string> {
    const before = new Set(await this.jobIds());
    await this.choose("How it ends", ending);
    await this.choose("How long it takes", length);
    await this.page.getByRole("button", { name: "Start job" }).click();
    await this.page.waitForFunction(
      (count) => document.querySelectorAll('[data-longrun="job-progress"]').length > count,
      before.size,
    );
    const started = (await this.jobIds()).find((id) => !before.has(id));
    if (started === undefined) throw new Error("No job was started.");
    return started;
  }

  /** Watches an operation by its id with the form. */
  async watch(what: string, id: string): Promise<void> {
    const form = this.page.getByRole("region", { name: "Watch by ID" });
    await form.getByLabel("What").selectOption(what);
    await form.getByLabel("ID", { exact: true }).fill(id);
    await form.getByRole("button", { name: "Watch" }).click();
  }

  newTab(): Promise<Page> {
    return this.#context.waitForEvent("page");
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
