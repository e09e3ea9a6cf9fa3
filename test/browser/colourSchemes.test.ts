// The colours of a card in usual apps: the table of docs/theming.md, row by row, under a light and under a dark system.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRAWN } from "./drawnComponents";
import { openBrowser } from "./openBrowser";
import { stylesheets } from "./stylesheets";

type Scheme = "light" | "dark";

interface SetUp {
  readonly app: string;
  /** In the head, before the sheet. */
  readonly head?: string;
  /** The attributes of `<html>`. */
  readonly html?: string;
  /** Around the card. */
  readonly around?: (card: string) => string;
  /** The card's scheme under a light system, and under a dark one. */
  readonly card: readonly [Scheme, Scheme];
}

const style = (css: string): string => `<style>${css}</style>`;
const within =
  (...attributes: string[]) =>
  (card: string): string =>
    attributes.reduceRight((inner, attribute) => `<div ${attribute}>${inner}</div>`, card);
const FOLLOWS: readonly [Scheme, Scheme] = ["light", "dark"];
const LIGHT: readonly [Scheme, Scheme] = ["light", "light"];
const DARK: readonly [Scheme, Scheme] = ["dark", "dark"];

const SET_UPS: readonly SetUp[] = [
  { app: "knows no dark mode", card: LIGHT },
  {
    app: "says color-scheme: light dark on the root",
    head: style(":root { color-scheme: light dark }"),
    card: FOLLOWS,
  },
  { app: "says so in a meta element", head: '<meta name="color-scheme" content="light dark" />', card: FOLLOWS },
  {
    app: "says color-scheme: dark in a media query",
    head: style("@media (prefers-color-scheme: dark) { :root { color-scheme: dark } }"),
    card: FOLLOWS,
  },
  {
    app: "changes its colours alone in a media query, which no stylesheet can see",
    head: style("@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }"),
    card: LIGHT,
  },
  { app: "has .dark on html", html: 'class="dark"', card: DARK },
  { app: "has .dark on an element around", around: within('class="dark"'), card: DARK },
  {
    app: "has .light on html, and follows the system elsewhere",
    head: style(":root { color-scheme: light dark }"),
    html: 'class="light"',
    card: LIGHT,
  },
  { app: "has data-theme=dark on html", html: 'data-theme="dark"', card: DARK },
  {
    app: "has data-theme=light on an element around, and follows the system elsewhere",
    head: style(":root { color-scheme: light dark }"),
    around: within('data-theme="light"'),
    card: LIGHT,
  },
  {
    app: "has a light section within its dark page",
    html: 'class="dark"',
    around: within('data-theme="light"'),
    card: LIGHT,
  },
  {
    app: "has a dark section within its light page",
    html: 'class="light"',
    around: within('class="dark"'),
    card: DARK,
  },
  {
    app: "has a dark section in a light one in a dark page",
    html: 'class="dark"',
    around: within('class="light"', 'data-theme="dark"'),
    card: DARK,
  },
  {
    app: "says color-scheme: dark on an element around, inline",
    around: within('style="color-scheme: dark"'),
    card: DARK,
  },
  {
    app: "says color-scheme: light inline, in a page that follows the system",
    head: style(":root { color-scheme: light dark }"),
    around: within('style="color-scheme: light"'),
    card: LIGHT,
  },
  {
    app: "sets the class and an inline color-scheme, as next-themes does",
    html: 'class="dark" style="color-scheme: dark"',
    card: DARK,
  },
  {
    app: "has Bootstrap's data-bs-theme, which comes with a color-scheme",
    head: style("[data-bs-theme=dark] { color-scheme: dark }"),
    html: 'data-bs-theme="dark"',
    card: DARK,
  },
  { app: "marks the component itself", around: (card) => card.replace("<div ", '<div data-theme="dark" '), card: DARK },
  {
    app: "wants its cards light whatever is around them",
    head: style("[data-longrun] { color-scheme: light }"),
    html: 'class="dark"',
    card: LIGHT,
  },
  {
    app: "wants its cards to follow the system",
    head: style("[data-longrun] { color-scheme: light dark }"),
    card: FOLLOWS,
  },
];

const sheets = Object.entries(await stylesheets());

describe.each(sheets)("under the %s sheet", (_, sheet) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(SET_UPS)(
    "a card is $card where the app $app",
    async ({ head = "", html = "", around = (card: string) => card, card }) => {
      const found: unknown[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser.newPage({ colorScheme });
        const body = around(DRAWN["line"] ?? "");
        await page.setContent(
          `<!doctype html><html ${html}><head>${head}<style>${sheet}</style></head><body>${body}</body></html>`,
        );
        found.push(
          await page.evaluate(() => {
            const brightness = (color: string): number =>
              (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, channel) => sum + Number(channel), 0) / 765;
            const shown = (part: string): CSSStyleDeclaration =>
              getComputedStyle(document.querySelector(`[data-longrun="${part}"]`) as Element);
            const ground = brightness(shown("line-request-card").backgroundColor);
            const text = brightness(shown("line-request-title").color);
            // A badge's background is a mix, which Chromium reports as color(srgb …), in [0, 1].
            return ground > 0.9 && text < 0.3
              ? "light"
              : ground < 0.2 && text > 0.8
                ? "dark"
                : `ground ${ground}, text ${text}`;
          }),
        );
        await page.close();
      }
      expect(found).toEqual([...card]);
    },
  );
});
