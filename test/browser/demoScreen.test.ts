import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DemoServer } from "./demoServer";
import { openBrowser } from "./openBrowser";
import { Visit } from "./Visit";

describe("the demo on different screens", () => {
  let demo: DemoServer;
  let browser: Browser;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([DemoServer.start(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it.each([320, 375, 768, 1080])("fits %i px without scrolling sideways, controls unfolded too", async (width) => {
    const visit = await Visit.open(browser, demo.url, { viewport: { width, height: 812 } });
    if (width < 1080) await visit.page.getByText("Start and simulate").click();
    await visit.page.getByRole("button", { name: "Start job" }).waitFor();
    await visit.watch("job", "x".repeat(300));
    await visit.jobs('[data-phase="failed"]').waitFor();
    const sizes = await visit.page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(sizes).toEqual([width, width]);
    await visit.close();
  });

  it("follows the system into the dark, and the visitor out of it, through a reload", async () => {
    const visit = await Visit.open(browser, demo.url, { colorScheme: "dark" });
    const background = (): Promise<string> =>
      visit.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await background();
    await visit.page.getByRole("button", { name: "Switch between light and dark" }).click();
    const light = await background();
    expect(brightness(dark)).toBeLessThan(0.2);
    expect(brightness(light)).toBeGreaterThan(0.9);
    await visit.page.reload();
    expect(await background()).toBe(light);
    await visit.close();
  });

  it("stands still for those who asked for less motion", async () => {
    const visit = await Visit.open(browser, demo.url, { reducedMotion: "reduce" });
    await visit.jobs('[data-status="running"]').first().waitFor();
    expect(
      await visit.page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === "running").length,
      ),
    ).toBe(0);
    await visit.close();
  });

  it("can be worked with the keyboard alone", async () => {
    const visit = await Visit.open(browser, demo.url);
    const before = (await visit.jobIds()).length;
    await visit.page.getByLabel("Kind").focus();
    await visit.page.keyboard.press("ArrowDown");
    await visit.page.keyboard.press("Tab"); // How it ends
    await visit.page.keyboard.press("ArrowRight");
    await visit.page.keyboard.press("Tab"); // How long it takes
    await visit.page.keyboard.press("Tab"); // Start job
    await visit.page.keyboard.press("Enter");
    await expect.poll(async () => (await visit.jobIds()).length).toBe(before + 1);
    await visit.close();
  });
});

/** Of an `rgb(…)` colour, in [0, 1]. */
function brightness(color: string): number {
  const channels = (/rgb\((.*)\)/.exec(color)?.[1] ?? "").split(",").map(Number);
  return channels.reduce((sum, channel) => sum + channel, 0) / (255 * 3);
}
