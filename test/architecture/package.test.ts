import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import tsupConfig from "../../tsup.config";
import vitestConfig from "../../vitest.config";
import { PACKAGE, PUBLIC_NAMES, type ExportTarget } from "./packageJson";
import { readTree, ROOT } from "./readTree";

// The configurations are written as plain objects; their declared types allow for functions and lists of them as well.
const entries = (tsupConfig as { readonly entry: Readonly<Record<string, string>> }).entry;
const projects = (
  vitestConfig as {
    readonly test: {
      readonly projects: readonly {
        readonly resolve?: { readonly alias: readonly { readonly find: RegExp; readonly replacement: string }[] };
      }[];
    };
  }
).test.projects;

const COMMONJS = "./dist/commonjs/";

/** The public module names, with the file of each under each condition. */
const modules = Object.entries(PACKAGE.exports).flatMap(([path, conditions]) =>
  typeof conditions === "object" && "default" in conditions && String(conditions["default"]).endsWith(".js")
    ? [{ name: `longrun${path.slice(1)}`, conditions }]
    : [],
);

/** The source of a file of dist. */
function sourceOf(built: ExportTarget | undefined): string | undefined {
  return typeof built === "string" ? entries[basename(built, ".js")] : undefined;
}

/** Every file below a target. */
function filesOf(target: ExportTarget): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(filesOf);
}

describe("an entry is listed once and everywhere the same", () => {
  test("in package.json: what is exported, or run as a command, is what is built", () => {
    const built = new Set(
      modules
        .flatMap(({ conditions }) => filesOf(conditions))
        .filter((file) => !file.endsWith(".d.ts") && !file.startsWith(COMMONJS)),
    );
    for (const command of Object.values(PACKAGE.bin)) built.add(`./${command}`);
    expect([...built].sort()).toEqual(
      Object.keys(entries)
        .map((name) => `./dist/${name}.js`)
        .sort(),
    );
  });

  test.each(modules)("$name has types, said first, and a default, said last", ({ conditions }) => {
    expect(Object.keys(conditions).at(0)).toBe("types");
    expect(Object.keys(conditions).at(-1)).toBe("default");
    const declarations = String(conditions["default"]).replace(/\.js$/, ".d.ts");
    expect(conditions["types"]).toEqual({ require: declarations.replace("./dist/", COMMONJS), default: declarations });
  });

  // Two copies in one process would be two React contexts, so whatever can load the ES modules must never load the
  // CommonJS ones.
  test.each(modules)("$name leads only those to CommonJS who can load nothing else", ({ conditions }) => {
    const order = Object.keys(conditions);
    expect(conditions["require"]).toBe(String(conditions["default"]).replace("./dist/", COMMONJS));
    // Node from 20.19 on, for `import` and `require` alike; bundlers, likewise.
    for (const condition of ["module-sync", "module"]) {
      expect(conditions[condition]).toBe(conditions["default"]);
      expect(order.indexOf(condition)).toBeLessThan(order.indexOf("require"));
    }
  });

  test("in tsup.config.ts: its source is there", () => {
    expect(Object.values(entries).filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
  });

  test("in tsconfig.json: a name leads the compiler to the entry's source", () => {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
      readonly config: { readonly compilerOptions: { readonly paths: Record<string, readonly string[]> } };
    };
    expect(config.compilerOptions.paths).toEqual(
      Object.fromEntries(modules.map(({ name, conditions }) => [name, [`./${sourceOf(conditions["default"])}`]])),
    );
  });

  test("in vitest.config.ts: a name leads the tests to the entry's source, in every project that uses names", () => {
    const wanted = new Map(
      modules.map(({ name, conditions }) => [name, join(ROOT, sourceOf(conditions["default"]) ?? "")]),
    );
    wanted.set("longrun/styles.css", join(ROOT, "src/styles.css"));
    const withNames = projects.filter(({ resolve }) => resolve);
    expect(withNames.length).toBeGreaterThan(0);
    for (const { resolve } of withNames) {
      const found = [...wanted.keys()].map((name) => [
        name,
        resolve?.alias.filter(({ find }) => find.test(name)).map(({ replacement }) => replacement),
      ]);
      expect(found).toEqual(
        [...wanted].map(([name, source]) => [
          name,
          [
            process.env["LONGRUN_TARGET"] === "dist" && source.endsWith(".ts")
              ? expect.stringContaining("dist")
              : source,
          ],
        ]),
      );
    }
  });

  test("and there is no other public name than the package has been announced with", () => {
    expect([...PUBLIC_NAMES].sort()).toEqual([
      "longrun",
      "longrun/package.json",
      "longrun/server",
      "longrun/styles.css",
      "longrun/testing",
    ]);
  });
});

test("what is exported is what is packed", () => {
  const targets = Object.values(PACKAGE.exports).flatMap(filesOf);
  expect(PACKAGE.files).toEqual(["dist"]);
  expect(targets.filter((target) => !target.startsWith("./dist/"))).toEqual(["./package.json"]);
});

test("the stylesheet is there, and no bundler may drop its import", () => {
  expect(existsSync(join(ROOT, "src/styles.css"))).toBe(true);
  expect(PACKAGE.sideEffects).toContain("**/*.css");
});

describe("nothing of the machine it was written on is left", () => {
  test("in package-lock.json: no registry's address, so that each uses his own", () => {
    expect(readFileSync(join(ROOT, "package-lock.json"), "utf8").match(/"resolved": "https?:[^"]*"/g)).toBeNull();
  });

  test("anywhere: no path of a home or a workplace", () => {
    // Written in parts, so that this line does not match itself.
    const path = /(?<![\w.~:-])\/(?:root|work|home\/[\w.-]+|Users\/[\w.-]+)\/[\w.-]+/g;
    const found = [
      ...readTree(".", /\.(ts|tsx|js|mjs|mts|cjs|json|jsonc|md|mdx|css|html|txt|yml|yaml|sh|run)$|^[^.]+$|^\./),
    ].flatMap(([file, text]) => (text.match(path) ?? []).map((match) => `${file}: ${match}`));
    expect(found).toEqual([]);
  });

  test("for npm: no .npmrc with somebody's registry or token", () => {
    expect(existsSync(join(ROOT, ".npmrc"))).toBe(false);
  });
});
