import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build as buildPackage } from "tsup";
import { build as bundle } from "vite";

// Beside the real one, so that package.json's sideEffects holds for it; the package itself may be built or served meanwhile.
const OUT = fileURLToPath(new URL("../node_modules/.cache/longrun-bench/", import.meta.url));
const EXTERNAL = [/^react($|\/)/, /^react-dom($|\/)/, /^@tanstack\/react-query$/];

/** What an app that imports it pays, in kB (1,000 bytes): minified, gzip, zod/mini in, React and TanStack Query apart. */
export default {
  name: "size",
  title: "Size in a browser's bundle: minified, gzip, zod/mini in, React and TanStack Query apart",
  async run() {
    await rm(OUT, { recursive: true, force: true });
    await buildPackage({ outDir: OUT, dts: false, clean: false, silent: true, onSuccess: async () => {} });
    const one = await kilobytes('export { useJob } from "./index.js";');
    const everything = await kilobytes('export * from "./index.js";');
    return {
      tables: [
        {
          title: "",
          rows: [
            { what: 'longrun: import { useJob } from "longrun"', "kB gzip": one.toFixed(2) },
            { what: "longrun: everything", "kB gzip": everything.toFixed(2) },
            { what: "@trigger.dev/react-hooks 4.8, as published", "kB gzip": "192" },
          ],
        },
      ],
      checks: [
        { says: "useJob alone, kB", measured: one, limit: 9, holds: one <= 9 },
        { says: "everything, kB", measured: everything, limit: 20, holds: everything <= 20 },
      ],
    };
  },
};

async function kilobytes(code) {
  await mkdir(OUT, { recursive: true });
  const entry = `${OUT}entry.mjs`;
  await writeFile(entry, code);
  const { output } = await bundle({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: { write: false, minify: true, target: "es2022", rollupOptions: { input: entry, external: EXTERNAL, preserveEntrySignatures: "strict" } },
  });
  return output.reduce((sum, file) => sum + (file.type === "chunk" ? gzipSync(file.code, { level: 9 }).length : 0), 0) / 1_000;
}
