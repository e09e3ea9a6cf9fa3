// What the build is to `require`: the same modules once more, as CommonJS. See docs/jest.md for who loads them.
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
// A folder of its own with a type of its own, so that no name and no path within it has to change.
await writeFile(new URL("package.json", COMMONJS), '{ "type": "commonjs" }\n');
for (const name of names)
  await writeFile(new URL(name, COMMONJS), commonJsOf(await readFile(new URL(name, BUILT), "utf8")));
for (const name of declarations) await writeFile(new URL(name, COMMONJS), await readFile(new URL(name, BUILT)));
// TypeScript 6 asks for the types of an import without names too. Of this kind, since modules of both kinds may import
// it.
await writeFile(new URL("styles.css.d.ts", COMMONJS), "export {};\n");

/** `import()` becomes `require` too: Jest has no loader for it. */
function commonJsOf(code) {
  return ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  }).outputText;
}
