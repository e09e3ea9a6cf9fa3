// Builds the same modules once more as CommonJS, for `require`. docs/jest.md says what loads them.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import ts from "typescript";

const BUILT = new URL("../dist/", import.meta.url);
const COMMONJS = new URL("commonjs/", BUILT);

/** Only Next.js asks for `react-server`, and it bundles the ES modules; `dev` is a command. */
const names = (await readdir(BUILT)).filter(
  (name) => name.endsWith(".js") && name !== "react-server.js" && name !== "dev.js",
);
const declarations = (await readdir(BUILT)).filter((name) => name.endsWith(".d.ts"));

await rm(COMMONJS, { recursive: true, force: true });
await mkdir(COMMONJS);
// A separate folder with its own package.json type, so that no file name or path in it has to change.
await writeFile(new URL("package.json", COMMONJS), '{ "type": "commonjs" }\n');
for (const name of names)
  await writeFile(new URL(name, COMMONJS), commonJsOf(await readFile(new URL(name, BUILT), "utf8")));
for (const name of declarations) await writeFile(new URL(name, COMMONJS), await readFile(new URL(name, BUILT)));
// TypeScript 6 also wants types for an import without names. CommonJS types, because modules of both kinds may import
// it.
await writeFile(new URL("styles.css.d.ts", COMMONJS), "export {};\n");

/** `import()` becomes `require` too: Jest has no loader for it. */
function commonJsOf(code) {
  return ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  }).outputText;
}
