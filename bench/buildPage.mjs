import { fileURLToPath } from "node:url";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds a file below `page/` for production, over this repository's own source.
 * @param {string} file
 * @param {import("vite").Rolldown.OutputOptions} output
 * @returns {Promise<import("vite").Rolldown.OutputChunk[]>}
 */
export async function buildPage(file, output) {
  // A build without watch mode has one output.
  const built = /** @type {import("vite").Rolldown.RolldownOutput} */ (
    await build({
      configFile: false,
      logLevel: "error",
      define: { "process.env.NODE_ENV": '"production"' },
      resolve: { alias: { longrun: at("../src/index.ts") } },
      build: { write: false, target: "es2022", rollupOptions: { input: at(`page/${file}`), output } },
    })
  );
  return built.output.filter((part) => part.type === "chunk");
}
