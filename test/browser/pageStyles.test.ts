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
    // Compared in the page, because it takes seconds to transfer tens of thousands of values.
    const before = await page.evaluateHandle(computedStyles);
    await page.addStyleTag({ content: sheet });
    const after = await page.evaluateHandle(computedStyles);
    expect(await page.evaluate((styles) => Object.keys(styles).length, before)).toBeGreaterThan(20_000);
    const differences = await page.evaluate(
      ([was, is]) => Object.entries(is).filter(([place, value]) => was[place] !== value),
      [before, after] as const,
    );
    expect(differences).toEqual([]);
    await page.close();
  });
});
