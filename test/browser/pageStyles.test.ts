// Adding the stylesheet to a page changes nothing of the page.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./openBrowser";
import { computedStyles, ORDINARY_ELEMENTS } from "./ordinaryPage";
import { pageResets } from "./pageResets";
import { stylesheets } from "./stylesheets";

const sheets = await stylesheets();
const resets = await pageResets();

describe("the stylesheet leaves the page alone that it is added to", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const combinations = (["light", "dark"] as const).flatMap((system) =>
    Object.entries(resets).flatMap(([name, reset]) =>
      Object.entries(sheets).map(([kind, sheet]) => ({ system, name, reset, kind, sheet })),
    ),
  );

  it.each(combinations)("with $name, under a $system system, the $kind sheet", async ({ system, reset, sheet }) => {
    const page: Page = await browser.newPage({ colorScheme: system });
    await page.setContent(
      `<!doctype html><html><head><style>${reset}</style></head><body>${ORDINARY_ELEMENTS}</body></html>`,
    );
    const before = await page.evaluate(computedStyles);
    await page.addStyleTag({ content: sheet });
    const after = await page.evaluate(computedStyles);
    expect(Object.keys(before).length).toBeGreaterThan(20_000);
    expect(Object.entries(after).filter(([place, value]) => before[place] !== value)).toEqual([]);
    await page.close();
  });
});
