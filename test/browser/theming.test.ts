// The components in pages with strong resets: layout, contrast, and shadcn's tokens.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faintTexts } from "./contrast";
import { docsSnippet } from "./docsSnippet";
import { ALL_DRAWN, DRAWN, GIVEN_ICON, badgeOf } from "./drawnComponents";
import { openBrowser } from "./openBrowser";
import { pageResets, SHADCN_TOKENS, tailwindOf } from "./pageResets";
import { stylesheets } from "./stylesheets";

const resets = await pageResets();
const { raw, built } = await stylesheets();

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function open(
  css: string,
  body: string,
  { html = "", colorScheme = "light" as "light" | "dark" } = {},
): Promise<Page> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 900, height: 900 } });
  await page.setContent(
    `<!doctype html><html ${html}><head><style>${css}</style></head><body><div id="root">${body}</div></body></html>`,
  );
  return page;
}

describe.each(Object.entries(resets))("in a page with %s", (_, reset) => {
  const page = (body: string, options: { readonly colorScheme?: "light" | "dark" } = {}): Promise<Page> =>
    open(`${reset}\n${raw}`, body, options);

  it("a badge is as wide and as high as its words, in a column, a row and a grid", async () => {
    const boxes = (style: string): string =>
      `<div class="box" style="${style}; inline-size: 800px">${DRAWN["badges"] ?? ""}</div>`;
    const shown = await page(
      [
        boxes("display: flex; flex-direction: column"),
        boxes("display: flex; block-size: 120px"),
        boxes("display: grid; grid-auto-rows: 60px"),
        boxes("display: block"),
      ].join(""),
    );
    const sizes = await shown.evaluate(() =>
      [...document.querySelectorAll(".box")].map((box) =>
        [...box.children]
          .map((badge) => badge.getBoundingClientRect())
          .map(({ width, height }) => `${Math.round(width)}×${Math.round(height)}`),
      ),
    );
    expect(sizes[0]).toEqual(sizes[3]);
    expect(sizes[1]).toEqual(sizes[3]);
    expect(sizes[2]).toEqual(sizes[3]);
    await shown.close();
  });

  it("text begins where its line begins, and a paragraph, a list and a code stand as without the page's rules", async () => {
    const shown = await page(ALL_DRAWN);
    const strays = await shown.evaluate(() =>
      [...document.querySelectorAll("[data-longrun], [data-longrun] *")].flatMap((element) => {
        const { textAlign, letterSpacing, textTransform, display, paddingTop, marginBottom, listStyleType } =
          getComputedStyle(element);
        const name = `${element.localName} in ${element.closest("[data-longrun]")?.getAttribute("data-longrun")}`;
        const wrong: string[] = [];
        if (textAlign === "center" && !element.closest("button, option")) wrong.push(`${name} is centred`);
        if (
          letterSpacing !== "normal" &&
          !/title/.test(element.getAttribute("data-longrun") ?? "") &&
          !element.closest("[data-longrun$=title]")
        )
          wrong.push(`${name} has a letter-spacing of ${letterSpacing}`);
        if (textTransform !== "none") wrong.push(`${name} is in ${textTransform}`);
        if (element.localName === "code" && (display === "inline-flex" || paddingTop !== "0px"))
          wrong.push(`${name} is a box`);
        if (
          /^(p|dl|dd|ol)$/.test(element.localName) &&
          marginBottom !== "0px" &&
          !element.closest("[data-longrun$=result]")
        )
          wrong.push(`${name} has a margin of ${marginBottom}`);
        if (element.localName === "ol" && listStyleType !== "none") wrong.push(`${name} has bullets`);
        return wrong;
      }),
    );
    expect([...new Set(strays)]).toEqual([]);
    await shown.close();
  });

  it.each(["light", "dark"] as const)(
    "every text stands out by 4.5 to 1, under a %s system, the pay link under the pointer too",
    async (colorScheme) => {
      const shown = await page(ALL_DRAWN, { colorScheme });
      expect(await shown.evaluate(faintTexts)).toEqual([]);
      await shown.locator('[data-longrun="line-request-pay-button"]').hover();
      expect(await shown.evaluate(faintTexts)).toEqual([]);
      await shown.close();
    },
  );

  it("nothing sticks out, is cut or lies over another, at 360 pixels and at twice the text size", async () => {
    for (const [width, size] of [
      [360, "100%"],
      [900, "200%"],
    ] as const) {
      const shown = await open(
        `${reset}\nhtml { font-size: ${size} !important }\n#root { padding: 8px !important }\n${raw}`,
        ALL_DRAWN,
      );
      await shown.setViewportSize({ width, height: 900 });
      expect(
        await shown.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        `${width} px`,
      ).toBeLessThanOrEqual(0);
      const cut = await shown.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            '[data-longrun$="-badge"], [data-longrun$="button"], [data-longrun="stage"], [data-longrun$="-title"]',
          ),
        ]
          .filter((part) => part.scrollHeight > part.clientHeight + 2 && part.clientHeight > 0)
          .map((part) => `${part.dataset["longrun"]}: ${part.textContent}`),
      );
      expect(cut).toEqual([]);
      await shown.close();
    }
  });
});

describe("with shadcn's tokens and the bridge that the docs give", () => {
  const bridge = docsSnippet("theming.md", "app/globals.css");

  it("is seven lines", () => {
    expect(bridge.match(/^\s+--longrun-.*$/gm)).toHaveLength(7);
  });

  it.each([
    ["raw", raw],
    ["built", built],
  ])(
    "cards take the app's colours and every text can be read, in light and in .dark, under the %s sheet",
    async (_, sheet) => {
      for (const html of ["", 'class="dark"']) {
        const page = await open(
          `${SHADCN_TOKENS}\n${sheet}\n${bridge}`,
          `<div id="card" style="background: var(--card); color: var(--card-foreground); border-color: var(--border)"></div>${ALL_DRAWN}`,
          { html },
        );
        const colours = (selector: string): Promise<string[]> =>
          page.evaluate((one) => {
            const { backgroundColor, color, borderTopColor } = getComputedStyle(document.querySelector(one) as Element);
            return [backgroundColor, color, borderTopColor];
          }, selector);
        expect(await colours('[data-longrun="job-progress"]')).toEqual(await colours("#card"));
        expect(await page.evaluate(faintTexts)).toEqual([]);
        await page.close();
      }
    },
  );

  it("a dark section within a light page is dark", async () => {
    const page = await open(
      `${SHADCN_TOKENS}\n${raw}\n${bridge}`,
      `<section class="dark"><div id="card" style="background: var(--card)"></div>${DRAWN["line"] ?? ""}</section>`,
    );
    const [card, own] = await page.evaluate(() =>
      ['[data-longrun="line-request-card"]', "#card"].map(
        (one) => getComputedStyle(document.querySelector(one) as Element).backgroundColor,
      ),
    );
    expect(card).toBe(own);
    await page.close();
  });
});

it.each(Object.entries(resets))(
  "an icon of the page's own fits where ours was, and does not turn, with %s",
  async (_, reset) => {
    const page = await open(`${reset}\n${raw}`, GIVEN_ICON);
    const [given, ours] = await page.evaluate(() =>
      [...document.querySelectorAll('[data-longrun="job-status-badge"]')].map((badge) => {
        const icon = badge.querySelector('[data-longrun="icon"]') as Element;
        // Without the boxes of spinning icons, whose size changes.
        const sizes = [badge, icon, badge.querySelector("svg") as Element].map((one) => {
          const { width, height } = getComputedStyle(one);
          return `${width} × ${height}`;
        });
        return { sizes, turns: icon.getAnimations().length };
      }),
    );
    expect(given?.sizes).toEqual(ours?.sizes);
    expect([given?.turns, ours?.turns]).toEqual([0, 1]);
    await page.close();
  },
);

describe("with Tailwind's utilities, in the order that the docs give", () => {
  const card = (DRAWN["line"] ?? "").replace("<div ", '<div class="p-10" ');
  const looks = async (css: string): Promise<{ padding: string; pay: string }> => {
    const page = await open(css, card);
    const found = await page.evaluate(() => {
      const style = (part: string): CSSStyleDeclaration =>
        getComputedStyle(document.querySelector(`[data-longrun="${part}"]`) as Element);
      const button = style("line-request-pay-button");
      return { padding: style("line-request-card").padding, pay: `${button.color} on ${button.backgroundColor}` };
    });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.close();
    return found;
  };

  it("a utility wins over a part's own style, and the preflight takes nothing away", async () => {
    const plain = await looks(raw);
    const utilities = await looks(
      await tailwindOf(docsSnippet("theming.md", "app/tailwind.css"), { "longrun/styles.css": raw }, ["p-10"]),
    );
    expect(utilities.padding).toBe("40px");
    expect(plain.padding).not.toBe("40px");
    expect(utilities.pay).toBe(plain.pay);
  });
});

it.each(["running", "completed", "failed"])(
  "a badge that says %s stands on the line of the text around it",
  async (status) => {
    const badge = badgeOf(status);
    const page = await open(
      `${raw}\ni { display: inline-block; inline-size: 1px; block-size: 1px }`,
      `<p style="font: 16px/1.5 sans-serif">It is <i></i>${badge.replace("</span>", "<i></i></span>")} now.</p>`,
    );
    const [line, words] = await page.evaluate(() =>
      [...document.querySelectorAll("i")].map((mark) => mark.getBoundingClientRect().bottom),
    );
    expect(Math.abs((line ?? 0) - (words ?? 99))).toBeLessThan(1);
    const icon = await page.evaluate(() => {
      const middle = (one: Element): number => one.getBoundingClientRect().top + one.getBoundingClientRect().bottom;
      const shown = document.querySelector('[data-longrun="job-status-badge"]') as Element;
      return Math.abs(middle(shown) - middle(shown.querySelector("svg") as Element)) / 2;
    });
    expect(icon).toBeLessThan(1);
    await page.close();
  },
);

describe("variables of the page", () => {
  it.each([
    ["on :root", ":root { --longrun-bg: rgb(1, 2, 3) }", ""],
    ["on a section", "section { --longrun-bg: rgb(1, 2, 3) }", ""],
    ["on the component", "", 'style="--longrun-bg: rgb(1, 2, 3)"'],
  ])("are taken %s, before the sheet and after it", async (_, css, attribute) => {
    const card = (DRAWN["line"] ?? "").replace("<div ", `<div ${attribute} `);
    for (const all of [`${css}\n${raw}`, `${raw}\n${css}`]) {
      const page = await open(all, `<section>${card}</section>`);
      expect(
        await page.evaluate(
          () =>
            getComputedStyle(document.querySelector('[data-longrun="line-request-card"]') as Element).backgroundColor,
        ),
      ).toBe("rgb(1, 2, 3)");
      await page.close();
    }
  });
});
