// Compiles every TypeScript snippet of the README and the docs with the strictness of the sources, so that an example
// can't call something that does not exist.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

// The compiler writes paths with slashes on Windows too.
const root = fileURLToPath(new URL("../../", import.meta.url)).replaceAll("\\", "/");

interface Snippet {
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

const pages = [
  "README.md",
  ...readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const snippets = pages.flatMap((page) => snippetsOf(page, readFileSync(root + page, "utf8")));

function snippetsOf(page: string, text: string): Snippet[] {
  return [...text.matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length + 1;
    const file = `${root}${page.replaceAll(/[/.]/g, "-")}-line-${line}.${match[1] ?? "ts"}`;
    // `export {}` makes it a module even without imports.
    return { name: `${page}:${line}`, file, code: `${match[2] ?? ""}\nexport {};\n` };
  });
}

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}tsconfig.json`, (path) => readFileSync(path, "utf8")).config,
  ts.sys,
  root,
);
const host = ts.createCompilerHost(options);
const byFile = new Map(snippets.map(({ file, code }) => [file, code]));
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (file, ...rest) => {
  const code = byFile.get(file);
  return code === undefined
    ? getSourceFile.call(host, file, ...rest)
    : ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
};
host.fileExists = (file) => byFile.has(file) || fileExists.call(host, file);
host.readFile = (file) => byFile.get(file) ?? readFile.call(host, file);
const program = ts.createProgram([...byFile.keys()], { ...options, noEmit: true }, host);

test("there are snippets in the README", () => {
  expect(snippets.filter(({ name }) => name.startsWith("README.md")).length).toBeGreaterThanOrEqual(5);
});

test.each(snippets)(
  "$name compiles",
  ({ file }) => {
    const source = program.getSourceFile(file);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  },
  60_000,
);

test("what the README lists in the box is what the package exports", async () => {
  const table = readFileSync(`${root}README.md`, "utf8").split("## What is in the box")[1]?.split("\n## ")[0] ?? "";
  const others = ["useSuspenseQuery", "prefetchQuery", "code", "projectId", "requestId", "dataUpdatedAt"];
  const listed = [...table.matchAll(/`([A-Za-z_]\w+)`/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !others.includes(name));
  const exported = Object.keys({
    ...(await import("longrun")),
    ...(await import("longrun/server")),
    ...(await import("longrun/testing")),
  });
  expect(listed.length).toBeGreaterThan(40);
  expect(listed.filter((name) => !exported.includes(name))).toEqual([]);
}, 60_000);
