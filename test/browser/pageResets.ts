import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compile } from "tailwindcss";

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/pages/${name}.css`, import.meta.url), "utf8");

/** What pages do to elements before anybody adds a stylesheet of ours: by name, as CSS. */
export async function pageResets(): Promise<Readonly<Record<string, string>>> {
  const preflight = readFileSync(createRequire(import.meta.url).resolve("tailwindcss/preflight.css"), "utf8");
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
