import { cp, readFile, writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";
import { shippedStyles } from "./scripts/shippedStyles.mjs";

/** What people import. */
const modules = {
  index: "src/index.ts",
  "react-server": "src/react-server.ts",
  server: "src/server/index.ts",
  testing: "src/testing/index.ts",
};

export default defineConfig({
  // `longrun dev` is run and never imported, so it needs no types.
  entry: { ...modules, dev: "src/dev/cli.ts" },
  format: ["esm"],
  // One build for all entries: two would bundle the React context twice, and a provider would not reach the hooks.
  splitting: true,
  platform: "neutral",
  target: "es2022",
  // react-server.js refers to the built index.js: bundled into it, the hooks would lose their "use client".
  external: [/^node:/, "./index.js"],
  // tsup hands rollup-plugin-dts a baseUrl, which TypeScript 6 calls deprecated.
  dts: { entry: modules, compilerOptions: { ignoreDeprecations: "6.0" } },
  clean: true,
  onSuccess: async () => {
    await writeFile("dist/styles.css", shippedStyles(await readFile("src/styles.css", "utf8")));
    await cp("src/dev/page", "dist/page", { recursive: true });
  },
});
