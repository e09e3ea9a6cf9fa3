import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build as buildPackage } from "tsup";
import { build as bundle } from "vite";

// A copy beside the real `dist`, so that package.json's sideEffects applies to it; another process may be building or
// serving the real one.
const OUT = fileURLToPath(new URL("../node_modules/.cache/longrun-bench/", import.meta.url));
/**
 * The app without longrun: its usual dependencies, and a lazy page, because a bundler adds a loader for the first one.
 */
const APP = `
  import * as react from "react";
  import * as dom from "react-dom/client";
  import * as jsx from "react/jsx-runtime";
  import * as query from "@tanstack/react-query";
  import * as z from "zod/mini";
  const zod = [z.array, z.enum, z.int, z.looseObject, z.maximum, z.maxLength, z.minimum, z.minLength, z.number, z.object, z.optional, z.pipe, z.string, z.transform, z.unknown];
  globalThis.app = [react, dom, jsx, query, zod, () => import("./page.mjs")];
`;
const LANGUAGES = ["arabic", "english", "german", "japanese", "spanish"];
const NO_COMPONENTS = ["LongrunProvider", "OperationError"];

/** Measures what longrun adds to an app, in kB (1,000 bytes): minified, gzip, the difference between two builds. */
export default {
  name: "size",
  title: "What longrun adds to an app with React, TanStack Query and zod/mini: minified, gzip",
  async run() {
    await rm(OUT, { recursive: true, force: true });
    await buildPackage({ outDir: OUT, dts: false, clean: false, silent: true, onSuccess: async () => {} });
    await writeFile(`${OUT}page.mjs`, "export const page = 1;");
    const all = Object.keys(await import(pathToFileURL(`${OUT}index.js`).href));
    const screens = all.filter(
      (name) => LANGUAGES.includes(name) || (/^[A-Z][a-z]/.test(name) && !NO_COMPONENTS.includes(name)),
    );
    const app = await build("");
    const added = async (names) => {
      const { first, later } = await build(
        `import { ${names.join(", ")} } from "./index.js"; globalThis.longrun = [${names.join(", ")}];`,
      );
      return { first: first - app.first, later: later - app.later };
    };
    const one = await added(["useJob"]);
    const progress = await added(["JobProgress"]);
    const hooks = await added(all.filter((name) => !screens.includes(name)));
    const everything = await added(all);
    const row = (what, { first, later }) => ({
      what,
      "kB gzip": first.toFixed(2),
      "kB loaded later": later.toFixed(2),
    });
    return {
      tables: [
        {
          title: "",
          rows: [
            row("useJob alone", one),
            row("all but the components: every hook, option, cadence and operation", hooks),
            row("JobProgress alone", progress),
            row(
              `everything: ${screens.length} components, parts and languages more, @tanstack/react-virtual in`,
              everything,
            ),
            { what: "@trigger.dev/react-hooks 4.8, as published", "kB gzip": "192", "kB loaded later": "" },
          ],
        },
      ],
      checks: [
        { says: "useJob alone, kB", measured: one.first, limit: 11.5, holds: one.first <= 11.5 },
        { says: "all but the components, kB", measured: hooks.first, limit: 20, holds: hooks.first <= 20 },
      ],
    };
  },
};

/** The size of the first download and of the lazy chunks. */
async function build(code) {
  const entry = `${OUT}entry.mjs`;
  await writeFile(entry, APP + code);
  // A build without watch mode has one output.
  const { output } = /** @type {import("vite").Rolldown.RolldownOutput} */ (
    await bundle({
      configFile: false,
      logLevel: "error",
      define: { "process.env.NODE_ENV": '"production"' },
      build: { write: false, minify: true, target: "es2022", rollupOptions: { input: entry } },
    })
  );
  const sizes = { first: 0, later: 0 };
  for (const file of output) {
    if (file.type === "chunk")
      sizes[file.isEntry || isImportedAtOnce(file, output) ? "first" : "later"] +=
        gzipSync(file.code, { level: 9 }).length / 1_000;
  }
  return sizes;
}

function isImportedAtOnce(chunk, output) {
  return output.some((file) => file.type === "chunk" && file.imports.includes(chunk.fileName) && file.isEntry);
}
