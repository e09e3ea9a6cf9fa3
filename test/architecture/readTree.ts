import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

const MADE_OR_FOREIGN = new Set([
  "node_modules",
  "dist",
  "storybook-static",
  "coverage",
  "reports",
  ".stryker-tmp",
  ".git",
  ".next",
  ".vite",
  ".cache",
]);

/**
 * The texts of all files below `folder` whose names match, by path from the root of the repository, with `/` on every
 * system.
 */
export function readTree(folder: string, name: RegExp): Map<string, string> {
  const files = new Map<string, string>();
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (MADE_OR_FOREIGN.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && name.test(entry.name))
        files.set(relative(ROOT, path).split(sep).join("/"), readFileSync(path, "utf8"));
    }
  };
  visit(join(ROOT, folder));
  return files;
}
