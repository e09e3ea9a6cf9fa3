import { fileURLToPath } from "node:url";
import { build } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The chunks of a file below `page/`, built for production over this repository's own source. */
export async function buildPage(file, output) {
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    resolve: { alias: { longrun: at("../src/index.ts") } },
    build: { write: false, target: "es2022", rollupOptions: { input: at(`page/${file}`), output } },
  });
  return built.output.filter(({ type }) => type === "chunk");
}
