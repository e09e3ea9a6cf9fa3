import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compile } from "tailwindcss";

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/pages/${name}.css`, import.meta.url), "utf8");

const tailwindFile = (name: string): string => readFileSync(createRequire(import.meta.url).resolve(name), "utf8");

/** Tailwind's output for an app's stylesheet that imports `files`, with the utilities that its pages use. */
export async function tailwindOf(
  css: string,
  files: Readonly<Record<string, string>>,
  utilities: string[],
): Promise<string> {
  const compiled = await compile(css, {
    loadStylesheet: async (id, base) => ({
      path: id,
      base,
      content: files[id] ?? tailwindFile(id === "tailwindcss" ? "tailwindcss/index.css" : id),
    }),
  });
  return compiled.build(utilities);
}

/** Common resets of a page, before our stylesheet is added: by name, as CSS. */
export async function pageResets(): Promise<Readonly<Record<string, string>>> {
  const preflight = tailwindFile("tailwindcss/preflight.css");
  const tailwind = await compile(`@layer base {\n${preflight}\n}`);
  return {
    "no reset": "",
    "Tailwind's preflight": tailwind.build([]),
    "a reset like Bootstrap's": fixture("reboot"),
    "a page like Vite's template": fixture("vite-template"),
  };
}

/** shadcn's published tokens. */
export const SHADCN_TOKENS: string = fixture("shadcn-tokens");
