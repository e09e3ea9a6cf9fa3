// Photographs the gallery stories in every look: npm run gallery → docs/gallery/*.png (with --built: of the Storybook
// that was built last)
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { buildStorybook, serveStorybook } from "./builtStorybook.mjs";
import { CHROMIUM_ARGS, ensureChromium } from "./chromium.mjs";

const out = fileURLToPath(new URL("../docs/gallery", import.meta.url));
const WIDE = { width: 1280, height: 200 };
const LOOKS = {
  light: { globals: "theme:light;locale:en", viewport: WIDE },
  dark: { globals: "theme:dark;locale:en", viewport: WIDE },
  rtl: { globals: "theme:light;locale:ar", viewport: WIDE },
  phone: { globals: "theme:light;locale:en", viewport: { width: 375, height: 200 } },
};

buildStorybook({ rebuild: !process.argv.includes("--built") });
const { origin, entries, close } = await serveStorybook();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
try {
  const stories = entries.filter(({ type, title }) => type === "story" && title === "Gallery");
  if (stories.length === 0) throw new Error("No story is titled “Gallery”: there is nothing to photograph.");
  mkdirSync(out, { recursive: true });
  for (const [look, { globals, viewport }] of Object.entries(LOOKS)) {
    const page = await browser.newPage({
      viewport,
      deviceScaleFactor: 1.5,
      reducedMotion: "reduce",
      timezoneId: "UTC",
      locale: "en-US",
    });
    // Pictures of the same code are the same, whenever they are taken.
    await page.clock.setFixedTime("2026-04-18T19:30:00Z");
    for (const { id, name } of stories) {
      await page.goto(`${origin}/iframe.html?id=${id}&viewMode=story&globals=${globals}`);
      await page.locator("[data-longrun]").first().waitFor();
      await page.screenshot({
        path: join(out, `${name.toLowerCase().replaceAll(" ", "-")}-${look}.png`),
        fullPage: true,
      });
    }
    await page.close();
  }
  console.log(`${stories.length * Object.keys(LOOKS).length} pictures in docs/gallery`);
} finally {
  await browser.close();
  close();
}
