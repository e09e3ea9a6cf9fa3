import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DemoServer } from "./demoServer";
import { openBrowser } from "./openBrowser";
import { Visit } from "./Visit";

describe("the demo, as a visitor finds it", () => {
  let demo: DemoServer;
  let browser: Browser;
  let visit: Visit;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([DemoServer.start(), openBrowser()]);
    visit = await Visit.open(browser, demo.url);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it("shows jobs of several kinds under way, a line that awaits payment and a lease request, within a second or so", async () => {
    await expect
      .poll(() => visit.jobs('[data-status="running"]').count(), { timeout: 5_000 })
      .toBeGreaterThanOrEqual(4);
    const kinds = await visit
      .jobs('[data-status="running"]')
      .evaluateAll((jobs) => jobs.map((job) => job.getAttribute("aria-label")));
    expect(new Set(kinds).size).toBeGreaterThanOrEqual(4);
    await visit.lines('[data-status="awaiting_payment"]').waitFor();
    await visit.page.locator('[data-longrun="lease-request-card"][data-status="requested"]').waitFor();
  });

  it("brings a running job to completion within a minute, without a click", async () => {
    const [id = ""] = await visit.jobIds();
    const job = visit.card(id).locator('[data-longrun="job-progress"]');
    expect(await job.getAttribute("data-status")).toBe("running");
    await expect.poll(() => job.getAttribute("data-outcome"), { timeout: 60_000 }).toBe("success");
    expect(await job.textContent()).toContain("100%");
  });

  it("shows a failure with its code", async () => {
    await visit.choose("Speed of time", "10×");
    const card = visit.card(await visit.startJob("Fails", "15 s"));
    await card.locator('[data-longrun="job-progress"][data-outcome="failure"]').waitFor({ timeout: 20_000 });
    expect(await card.textContent()).toContain("MODERATION_BLOCKED");
  });

  it("cancels a job", async () => {
    const card = visit.card(await visit.startJob("Completes", "5 min"));
    await card.getByRole("button", { name: "Cancel" }).click();
    await card.locator('[data-longrun="job-progress"][data-outcome="canceled"]').waitFor({ timeout: 20_000 });
  });

  it("takes a line from awaiting payment to active once its invoice is paid, in another tab", async () => {
    const line = visit.lines().first();
    const opened = visit.newTab();
    await line.getByRole("link", { name: "Pay invoice" }).click();
    const invoice = await opened;
    await invoice.getByRole("button", { name: /^Pay/ }).click();
    await invoice.getByText("Paid, thank you.").waitFor();
    await invoice.close();
    await expect.poll(() => line.getAttribute("data-status"), { timeout: 20_000 }).toBe("active");
  });

  it("orders a line and leases accounts through the relay, and shows what became of them", async () => {
    await visit.page.getByRole("button", { name: "Order a line" }).click();
    await visit.lines('[data-status="awaiting_payment"]').waitFor();
    await visit.page.getByRole("button", { name: "Lease accounts" }).click();
    const leases = visit.page.locator('[data-longrun="lease-request-card"]');
    await expect.poll(() => leases.count()).toBe(2);
    await leases.first().getByRole("button", { name: "Assign all" }).click();
    await expect.poll(() => leases.first().getAttribute("data-outcome")).toBe("success");
    expect(await leases.first().textContent()).toContain("5 of 5");
  });

  it("keeps everything on the dashboard through a reload, and what was removed off it", async () => {
    // While an operation is running, the server adds none.
    await visit.startJob("Hangs at 99 %", "5 min");
    const before = await visit.jobIds();
    await visit.page.getByRole("button", { name: `Remove job ${before.at(-1)} from the dashboard` }).click();
    await visit.page.reload();
    await visit.jobs().first().waitFor();
    expect(await visit.jobIds()).toEqual(before.slice(0, -1));
    expect(await visit.lines().count()).toBe(2);
  });

  it("was silent in the console through all of that", () => {
    expect(visit.console).toEqual([]);
  });

  it("sent no request to another origin", () => {
    expect(visit.requested.length).toBeGreaterThan(20);
    expect(visit.requested.filter((url) => !url.startsWith(`${demo.url}/`) && !url.startsWith("data:"))).toEqual([]);
  });

  it("got no answer that holds a key", async () => {
    const answers = await visit.answers();
    expect(answers.filter((answer) => answer.includes("/api/longrun/")).length).toBeGreaterThan(10);
    expect(demo.keys.map((key) => key.slice(0, 3))).toEqual(["lp_", "tuc"]);
    expect(
      answers.filter((answer) => [...demo.keys, "lp_sim_", "tuco_sim_"].some((secret) => answer.includes(secret))),
    ).toEqual([]);
  });
});
