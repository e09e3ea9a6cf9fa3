import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds `soaked.ts` as it would be published, with the lazy chunks that it loads later. */
export async function builtSource() {
  // Below node_modules, so that it uses the same React and TanStack Query as the soak.
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "longrun-soak-"));
  const rollupOptions = {
    input: { soaked: join(root, "bench/soak/soaked.ts") },
    output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
  };
  await build({
    configFile: false,
    logLevel: "error",
    root,
    define: { "process.env.NODE_ENV": '"production"' },
    oxc: { jsx: { runtime: "automatic", development: false } },
    build: { ssr: true, outDir: folder, emptyOutDir: false, rollupOptions },
    ssr: { external: true },
  });
  const source = await import(pathToFileURL(join(folder, "soaked.mjs")).href);
  return { source, remove: () => rm(folder, { recursive: true, force: true }) };
}
