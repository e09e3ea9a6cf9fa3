// The stylesheet as apps use it: as published, and as built by Vite's defaults.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

const source = fileURLToPath(new URL("../../src/styles.css", import.meta.url));

/** The stylesheet itself, and the output of Vite's default CSS pipeline (lowered and minified). */
export async function stylesheets(): Promise<Readonly<Record<"raw" | "built", string>>> {
  const made = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, rolldownOptions: { input: "virtual:page" } },
    plugins: [
      {
        name: "a-page-with-the-sheet",
        resolveId: (id) => (id === "virtual:page" ? id : null),
        load: (id) => (id === "virtual:page" ? `import ${JSON.stringify(source)};` : null),
      },
    ],
  });
  // A build without watch mode has one output.
  const css = (made as Rolldown.RolldownOutput).output.find(({ fileName }) => fileName.endsWith(".css"));
  if (css?.type !== "asset") throw new Error("Vite's build made no stylesheet.");
  return { raw: readFileSync(source, "utf8"), built: String(css.source) };
}
