import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { CHROMIUM_ARGS, findChromium } from "./scripts/chromium.mjs";

// Apart from the other projects: Storybook's plugin loads the whole Storybook, which a unit test should not wait for,
// nor fail with.
export default defineConfig({
  test: {
    projects: [
      stories("storybook", { colorScheme: "light", locale: "en" }),
      stories("storybook-dark", { colorScheme: "dark", locale: "en" }),
      stories("storybook-rtl", { colorScheme: "light", locale: "ar" }),
    ],
  },
});

/** Every story as a test in Chromium, with axe; once for each kind of reader whose colours and directions differ. */
function stories(
  name: string,
  contextOptions: { colorScheme: "light" | "dark"; locale: string },
): TestProjectInlineConfiguration {
  return {
    plugins: [
      storybookTest({ configDir: fileURLToPath(new URL(".storybook", import.meta.url)), disableAddonDocs: true }),
    ],
    test: {
      name,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: findChromium() ?? "chromium", args: CHROMIUM_ARGS },
          contextOptions,
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}
