import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./readTree";

/** A file, or a target for each condition, in the order in which they are tried. */
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
// JSON is untyped; the tests that use a field check it.
export const PACKAGE: PackageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as PackageJson;

/** The public module names: `longrun`, `longrun/server` … */
export const PUBLIC_NAMES: readonly string[] = Object.keys(PACKAGE.exports).map((path) => `longrun${path.slice(1)}`);
