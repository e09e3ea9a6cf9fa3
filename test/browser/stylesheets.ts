// The stylesheet as apps meet it: as it is written, and as Vite's default build makes it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

const source = fileURLToPath(new URL("../../src/styles.css", import.meta.url));

/** The sheet itself, and what Vite's default CSS pipeline (lowered and minified) makes of it. */
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
  // One build, not watched.
  const css = (made as Rolldown.RolldownOutput).output.find(({ fileName }) => fileName.endsWith(".css"));
  if (css?.type !== "asset") throw new Error("Vite's build made no stylesheet.");
  return { raw: readFileSync(source, "utf8"), built: String(css.source) };
}
