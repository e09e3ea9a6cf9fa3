import { readFileSync } from "node:fs";

/**
 * The snippet of a docs page that begins with `// FILE`, or with that in a stylesheet's comment. @throws Error when
 * there is none
 */
export function docsSnippet(page: string, file: string): string {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  for (const [, code = ""] of text.matchAll(/^```\w+\n([\s\S]*?)^```/gm)) {
    if (code.startsWith(`// ${file}`) || code.startsWith(`/* ${file} */`)) return code;
  }
  throw new Error(`docs/${page} shows no ${file}.`);
}
