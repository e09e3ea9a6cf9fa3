// `npm run storybook:check` opens every story and page of the built Storybook at 320 pixels (1280 at 400 %), and fails
// if one contacts another origin, logs an error, or is wider than the screen.
import { chromium } from "playwright";
import { buildStorybook, serveStorybook } from "./builtStorybook.mjs";
import { CHROMIUM_ARGS, ensureChromium } from "./chromium.mjs";

buildStorybook({ rebuild: !process.argv.includes("--built") });
const { origin, entries, close } = await serveStorybook();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
/** @type {string[]} */
const problems = [];
const left = [...entries];
try {
  // Most of it is waiting for the network to be idle.
  await Promise.all(Array.from({ length: 4 }, visitWhatIsLeft));
} finally {
  await browser.close();
  close();
}
console.log(
  problems.length > 0
    ? problems.join("\n")
    : `${entries.length} stories and pages: no error, no request elsewhere, none too wide`,
);
process.exit(problems.length > 0 ? 1 : 0);

async function visitWhatIsLeft() {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  let at = "";
  page.on("console", (message) => message.type() === "error" && problems.push(`${at} logs: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${at} throws: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      problems.push(`${at} asks ${request.url()}`);
  });
  for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
    const { id, type } = entry;
    at = id;
    await page.goto(`${origin}/iframe.html?id=${id}&viewMode=${type}`);
    await page
      .locator(type === "docs" ? "#storybook-docs h1" : "#storybook-root > *")
      .first()
      .waitFor({ state: "attached" });
    await page.waitForLoadState("networkidle");
    // Pages of documentation are laid out by Storybook.
    const width = await page.evaluate("document.documentElement.scrollWidth");
    if (type === "story" && width > 320) problems.push(`${at} is ${width} pixels wide`);
  }
}
