// Holds docs/security.md to its word: each promise is a row of a table that names the test which holds it.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs/security.md"), "utf8");

/** The section of promises, without its heading. */
function promisesIn(text: string): string {
  return text.split(/^## What the relay promises$/m)[1]?.split(/^## /m)[0] ?? "";
}

/** What is wrong with a section of promises, in words; nothing where every promise names a test that exists. */
function problemsIn(section: string, titlesOf: (file: string) => readonly string[]): string[] {
  const problems: string[] = [];
  for (const line of section.split("\n").filter((text) => text.trim() !== "")) {
    if (/^(###|\| (Promise|---))/.test(line)) continue;
    const [promise, heldBy] = /^\| (.+) \| (.*?) ?\|$/.exec(line)?.slice(1) ?? [];
    if (promise === undefined || heldBy === undefined) problems.push(`“${line}” stands outside the tables.`);
    else problems.push(...problemsOf(promise, heldBy, titlesOf));
  }
  return problems;
}

function problemsOf(promise: string, heldBy: string, titlesOf: (file: string) => readonly string[]): string[] {
  const tests = [...heldBy.matchAll(/\[[^\]]+\]\(([^)]+)\) “([^”]+)”/g)].map(([, file = "", title = ""]) => ({
    file,
    title,
  }));
  if (tests.length === 0) return [`“${promise}” names no test.`];
  return tests.flatMap(({ file, title }) => {
    if (/^[%$]\w+$/.test(title)) return [`“${promise}”: the title “${title}” says nothing.`];
    return titlesOf(file).includes(title) ? [] : [`“${promise}”: no test “${title}” in ${file}.`];
  });
}

/** The titles of all tests and groups of tests in a file, as they are written there. */
function titlesIn(file: string): string[] {
  const path = join(root, "docs", file);
  if (!existsSync(path) || relative(root, dirname(path)).split("/")[0] !== "test") return [];
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(it|test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true));
  return titles;
}

test("every promise of docs/security.md names a test that there is", () => {
  const section = promisesIn(page);
  expect(section.split("\n").filter((line) => line.startsWith("| ")).length).toBeGreaterThan(30);
  expect(problemsIn(section, titlesIn)).toEqual([]);
});

describe("what is found", () => {
  const titles = (file: string): string[] => (file === "../test/a.test.ts" ? ["it holds"] : []);
  const table = (row: string): string => `| Promise | Held by |\n| --- | --- |\n${row}\n`;

  test("is nothing where a promise names its test", () => {
    expect(problemsIn(table("| It holds. | [a](../test/a.test.ts) “it holds” |"), titles)).toEqual([]);
  });

  test.each([
    ["a promise without a test", table("| It holds. | |"), "names no test"],
    ["a promise with a sentence for a test", table("| It holds. | believe us |"), "names no test"],
    ["a title that is not in the file", table("| It holds. | [a](../test/a.test.ts) “it held” |"), "no test “it held”"],
    ["a title that is only a placeholder", table("| It holds. | [a](../test/a.test.ts) “%s” |"), "says nothing"],
    ["a file that is not there", table("| It holds. | [b](../test/b.test.ts) “it holds” |"), "no test"],
    [
      "one test of two that is not there",
      table("| It holds. | [a](../test/a.test.ts) “it holds”, [b](../test/b.test.ts) “it holds” |"),
      "../test/b.test.ts",
    ],
    ["a promise outside the tables", "It holds.", "outside the tables"],
  ])("is %s", (_, section, problem) => {
    expect(problemsIn(section, titles)).toEqual([expect.stringContaining(problem)]);
  });
});
