import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What `soaked.ts` names, built as it would be published: what is loaded lazily must be there when it is wanted. */
export async function builtSource() {
  // Below node_modules, so that React and TanStack Query are those that the soak has loaded.
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
