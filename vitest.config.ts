import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Tests import the package by its name, so that they read like a user's code and can be aimed at the build:
// LONGRUN_TARGET=dist.
const entry = (name: string, source: string): string =>
  at(process.env["LONGRUN_TARGET"] === "dist" ? `dist/${name}.js` : source);
const alias = [
  { find: /^longrun$/, replacement: entry("index", "src/index.ts") },
  { find: /^longrun\/server$/, replacement: entry("server", "src/server/index.ts") },
  { find: /^longrun\/testing$/, replacement: entry("testing", "src/testing/index.ts") },
  { find: /^longrun\/styles\.css$/, replacement: at("src/styles.css") },
];

/**
 * These limits end what hangs. A busy machine must not reach them: what a test says of time, it says by a clock of its
 * own.
 */
const PATIENT = { testTimeout: 20_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          environment: "node",
          restoreMocks: true,
          ...PATIENT,
          include: [
            "test/{operations,polling,client,server,testing,architecture,docs,examples,bench,fuzz}/**/*.test.ts",
          ],
        },
      },
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: "react",
          environment: "jsdom",
          restoreMocks: true,
          ...PATIENT,
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
      {
        test: {
          name: "browser",
          environment: "node",
          include: ["test/{browser,packaging}/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 15_000 } },
          // Most of what these do is wait: for a registry, a browser, a heartbeat.
          maxWorkers: 2,
        },
      },
    ],
  },
});
