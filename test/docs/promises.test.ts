// Checks docs/security.md: each promise is a row of a table, and names an existing test.
import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testTitles } from "./testTitles";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs/security.md"), "utf8");

/** The section of promises, without its heading. */
function promisesIn(text: string): string {
  return text.split(/^## What the relay promises$/m)[1]?.split(/^## /m)[0] ?? "";
}

/** The problems of a section of promises, one sentence each. There is none if every promise names an existing test. */
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

/** The titles of the tests in a file below `test`, by its path from the page. */
function titlesIn(file: string): string[] {
  const path = join(root, "docs", file);
  return relative(root, dirname(path)).split(sep)[0] === "test" ? testTitles(path) : [];
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
