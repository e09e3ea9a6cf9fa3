import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DemoServer } from "./demoServer";
import { openBrowser } from "./openBrowser";
import { Visit } from "./Visit";

const UNKNOWN_ID = "job_01ARZ3NDEKTSV4RRFFQ69G5FAV";

describe("the demo in trouble", () => {
  let demo: DemoServer;
  let browser: Browser;
  let visit: Visit;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([DemoServer.start(), openBrowser()]);
    visit = await Visit.open(browser, demo.url);
    await visit.jobs('[data-status="running"]').nth(3).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const retrying = (): Promise<number> => visit.jobs('[data-watch="retrying"]').count();

  it.each([
    ["Offline", "Can’t reach the server."],
    ["Errors", "The server has a problem."],
    ["Rate limit", "The server is busy."],
    ["Garbled", "The server’s answer can’t be read."],
  ])(
    "says calmly that it tries again while the connection is %s, keeps what it shows, and recovers",
    async (fault, says) => {
      const ids = await visit.jobIds();
      await visit.choose("Connection", fault);
      await expect.poll(retrying, { timeout: 15_000 }).toBeGreaterThan(0);
      const troubled = visit.jobs('[data-watch="retrying"]').first();
      expect(await troubled.textContent()).toContain(`${says} Trying again…`);
      expect(await troubled.getAttribute("data-status")).toBe("running");
      expect(await troubled.getByRole("progressbar").count()).toBe(1);

      await visit.choose("Connection", "Healthy");
      await expect.poll(retrying, { timeout: 15_000 }).toBe(0);
      expect(await visit.jobIds()).toEqual(ids);
    },
  );

  it("shows nothing amiss while answers are slow", async () => {
    await visit.choose("Connection", "Slow");
    const slow = visit.page.waitForResponse((response) => response.url().includes("/api/longrun/") && response.ok());
    await slow;
    expect(await retrying()).toBe(0);
    await visit.choose("Connection", "Healthy");
  });

  it("outlives the server: it says so, tries again, and goes on where it was once the server is back", async () => {
    const running = visit.card(await visit.startJob("Completes", "1 min")).locator('[data-longrun="job-progress"]');
    await expect.poll(() => running.getAttribute("data-status")).toBe("running");
    const ids = await visit.jobIds();

    await demo.kill();
    await visit.page.getByText("Can’t reach the server, trying again…").waitFor({ timeout: 15_000 });
    await expect.poll(retrying, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await visit.jobIds()).toEqual(ids);
    expect(await running.getAttribute("data-status")).toBe("running");

    await demo.start({ isBuilt: true });
    await visit.page.getByText("Live", { exact: true }).waitFor({ timeout: 15_000 });
    await expect.poll(retrying, { timeout: 15_000 }).toBe(0);
    expect(await visit.jobIds()).toEqual(ids);
    expect(await visit.jobs('[data-watch="stopped"]').count()).toBe(0);

    await visit.choose("Speed of time", "100×");
    await expect.poll(() => running.getAttribute("data-outcome"), { timeout: 20_000 }).toBe("success");
    await visit.choose("Speed of time", "1×");
  });

  it("says of an id that nobody knows that it can't be found", async () => {
    await visit.watch("job", UNKNOWN_ID);
    const card = visit.card(UNKNOWN_ID);
    await card.locator('[data-longrun="job-progress"][data-phase="failed"]').waitFor();
    expect(await card.textContent()).toContain("This can’t be found.");
    await card.getByRole("button", { name: "Try again" }).waitFor();
  });

  it.each(["../whoami", "..%2fwhoami", "job_1?x=1", "a b"])(
    "refuses the id %s without sending anything",
    async (id) => {
      const before = visit.requested.length;
      await visit.watch("job", id);
      const failed = visit.jobs('[data-phase="failed"]').first();
      await expect.poll(() => failed.textContent()).toContain("This ID isn’t valid.");
      expect(
        visit.requested
          .slice(before)
          .filter((url) => url.includes("/api/") && !/\/(job_|lreq_)?[0-9A-Za-z]{24,32}$/.test(url)),
      ).toEqual([]);
      expect(visit.requested.slice(before).filter((url) => url.includes("whoami"))).toEqual([]);
    },
  );

  it.each([
    ["an HTML page in place of JSON", { status: 200, contentType: "text/html", body: "<h1>Sign in</h1>" }],
    ["a 304 that nobody asked for", { status: 304, body: "" }],
    [
      "another job's answer",
      {
        status: 200,
        contentType: "application/json",
        body: '{"jobId":"job_other","kind":"content_generate","status":"completed"}',
      },
    ],
  ])("can't be led astray by %s", async (_name, answer) => {
    const id = `job_${crypto.randomUUID().replaceAll("-", "").slice(0, 26)}`;
    await visit.page.route(`**/v1/jobs/${id}`, (route) => route.fulfill(answer));
    await visit.watch("job", id);
    const card = visit.card(id);
    await expect
      .poll(() => card.textContent(), { timeout: 10_000 })
      .toContain("The server’s answer can’t be read. Trying again…");
    expect(await card.locator('[data-outcome="success"]').count()).toBe(0);
  });

  it("never went blank, and never threw", async () => {
    expect(await visit.page.getByRole("heading", { name: "Operations" }).count()).toBe(1);
    expect(visit.ownConsole).toEqual([]);
  });
});
