import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { CHROMIUM_ARGS, findChromium } from "./scripts/chromium.mjs";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Tests import the package by its name, so that they read like a user's code and can be aimed at the build: LONGRUN_TARGET=dist.
const entry = (name: string, source: string): string => at(process.env["LONGRUN_TARGET"] === "dist" ? `dist/${name}.js` : source);
const alias = [
  { find: /^longrun$/, replacement: entry("index", "src/index.ts") },
  { find: /^longrun\/server$/, replacement: entry("server", "src/server/index.ts") },
  { find: /^longrun\/testing$/, replacement: entry("testing", "src/testing/index.ts") },
  { find: /^longrun\/styles\.css$/, replacement: at("src/styles.css") },
];

/** Every story as a test in Chromium, with axe; once for each kind of reader whose colours and directions differ. */
function stories(name: string, contextOptions: { colorScheme: "light" | "dark"; locale: string }): TestProjectInlineConfiguration {
  return {
    plugins: [storybookTest({ configDir: at(".storybook"), disableAddonDocs: true })],
    test: {
      name,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: findChromium() ?? "chromium", args: CHROMIUM_ARGS }, contextOptions }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          environment: "node",
          restoreMocks: true,
          include: ["test/{operations,polling,client,server,testing,architecture,docs,examples,bench}/**/*.test.ts"],
        },
      },
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: "react",
          environment: "jsdom",
          restoreMocks: true,
          setupFiles: ["test/setup.ts"],
          include: ["test/{hooks,components}/**/*.test.{ts,tsx}"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "types",
          include: [],
          typecheck: { enabled: true, only: true, checker: "tsc", include: ["test/**/*.test-d.{ts,tsx}"] },
        },
      },
      stories("storybook", { colorScheme: "light", locale: "en" }),
      stories("storybook-dark", { colorScheme: "dark", locale: "en" }),
      stories("storybook-rtl", { colorScheme: "light", locale: "ar" }),
      {
        test: {
          name: "browser",
          environment: "node",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
