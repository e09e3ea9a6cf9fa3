import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { CHROMIUM_ARGS, findChromium } from "./scripts/chromium.mjs";

// Apart from the other projects: Storybook's plugin loads the whole Storybook, which a unit test should not wait for.
export default defineConfig({
  plugins: [storybookTest({ configDir: fileURLToPath(new URL(".storybook", import.meta.url)), disableAddonDocs: true })],
  test: {
    name: "storybook",
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args: CHROMIUM_ARGS } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
