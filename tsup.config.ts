import { readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";
import { shippedStyles } from "./scripts/shippedStyles.mjs";

export default defineConfig({
  entry: { index: "src/index.ts", "react-server": "src/react-server.ts", server: "src/server/index.ts", testing: "src/testing/index.ts" },
  format: ["esm"],
  // One build for all entries: two would bundle the React context twice, and a provider would not reach the hooks.
  splitting: true,
  platform: "neutral",
  target: "es2022",
  // react-server.js refers to the built index.js: bundled into it, the hooks would lose their "use client".
  external: [/^node:/, "./index.js"],
  // tsup hands rollup-plugin-dts a baseUrl, which TypeScript 6 calls deprecated.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  clean: true,
  onSuccess: async () => {
    await writeFile("dist/styles.css", shippedStyles(await readFile("src/styles.css", "utf8")));
  },
});
