import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Builds `longrun/server` and `longrun/testing` as they would be published, so that the timings include no module
 * runner.
 */
export async function builtServer() {
  const folder = await mkdtemp(join(tmpdir(), "longrun-bench-"));
  await build({
    configFile: false,
    logLevel: "error",
    root,
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: {
        input: {
          server: join(root, "src/server/index.ts"),
          testing: join(root, "src/testing/index.ts"),
          push: join(root, "src/client/push/createPush.ts"),
        },
        output: { entryFileNames: "[name].mjs" },
      },
    },
    ssr: { noExternal: true },
  });
  const load = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  return { ...(await load("server")), ...(await load("testing")), folder };
}
