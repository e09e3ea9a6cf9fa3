import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./readTree";

/** A file, or what each condition leads to, in the order in which they are tried. */
export type ExportTarget = string | { readonly [condition: string]: ExportTarget };

export interface PackageJson {
  readonly version: string;
  readonly homepage: string;
  readonly bugs: string;
  readonly repository: { readonly url: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, ExportTarget>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly sideEffects: readonly string[];
}

/** The package's own description. */
// JSON has no type of its own; what is relied on is checked by the tests that read it.
export const PACKAGE: PackageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as PackageJson;

/** What people may import: `longrun`, `longrun/server` … */
export const PUBLIC_NAMES: readonly string[] = Object.keys(PACKAGE.exports).map((path) => `longrun${path.slice(1)}`);
