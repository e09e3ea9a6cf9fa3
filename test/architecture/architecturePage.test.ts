// Checks ARCHITECTURE.md: it lists the rooms and folders that exist, in an order that the imports keep, and names
// files and tests that exist.
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { testTitles } from "../docs/testTitles";
import { ROOMS } from "./houseRules";
import { importsOf } from "./importsOf";
import { readTree, ROOT } from "./readTree";

const page = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");
const sources = readTree("src", /\.(tsx?|css|html|js)$/);

/** The text below a heading of the page, up to the next one of the same level. */
function section(heading: string): string {
  const [, text = ""] = page.split(`\n## ${heading}\n`);
  return text.split("\n## ")[0] ?? "";
}

/** The cells of the rows that begin with a path of `src` in code. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^\| `src\/.*\|$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

const rooms = rowsOf(section("The rooms")).map(([path = "", , imports = ""]) => {
  const [below = "", types = ""] = imports.split("; types of ");
  const names = (list: string): string[] => (list === "" ? [] : list.split(", "));
  return { name: path.replace("src/", ""), below: names(below), types: names(types) };
});
const folders = rowsOf(section("The folders of each room")).map(([path = ""]) => path);

describe("the rooms of ARCHITECTURE.md", () => {
  test("are the rooms of the house rules, and import what those allow", () => {
    const allowed = Object.entries(ROOMS).map(([name, { rooms: below, types = [] }]) => ({
      name,
      below: below.toSorted(),
      types: types.filter((type) => type in ROOMS).toSorted(),
    }));
    const listed = rooms.map(({ name, below, types }) => ({ name, below: below.toSorted(), types: types.toSorted() }));
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    expect(listed.toSorted(byName)).toEqual(allowed.toSorted(byName));
  });

  test("stand above every room that they import", () => {
    const order = rooms.map(({ name }) => name);
    const upward = rooms.flatMap(({ name, below, types }) =>
      [...below, ...types].filter((other) => order.indexOf(other) <= order.indexOf(name)).map((other) => [name, other]),
    );
    expect(upward).toEqual([]);
  });
});

describe("the folders of ARCHITECTURE.md", () => {
  test("are the folders of src, each once", () => {
    const existing = [...sources.keys()].map((path) => posix.dirname(path)).filter((folder) => folder !== "src");
    expect(folders.toSorted()).toEqual([...new Set(existing)].toSorted());
  });

  test("stand above every folder of their room that they import, types included", () => {
    const upward = [...sources].flatMap(([path, text]) => {
      if (!/\.tsx?$/.test(path)) return [];
      const folder = posix.dirname(path);
      return importsOf(path, text)
        .filter(({ specifier }) => specifier.startsWith("."))
        .map(({ specifier }) => posix.dirname(posix.normalize(posix.join(folder, specifier))))
        .filter((other) => other.split("/")[1] === folder.split("/")[1] && other !== folder)
        .filter((other) => folders.indexOf(other) <= folders.indexOf(folder))
        .map((other) => `${path} imports ${other}`);
    });
    expect(upward).toEqual([]);
  });
});

test("the files and folders that ARCHITECTURE.md names exist", () => {
  const named = [...page.matchAll(/`((?:src|test|stories|examples|bench|scripts|docs)\/[^`]+)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("each fact about polling names tests that exist", () => {
  const facts = [...section("Measured facts about polling").matchAll(/^\| \d\. .*\|$/gm)].map(([row]) => row);
  expect(facts).toHaveLength(9);
  const missing = facts.flatMap((fact) => {
    const tests = [...fact.matchAll(/\[[^\]]+\]\(([^)]+)\) “([^”]+)”/g)];
    if (tests.length === 0) return [fact];
    return tests
      .filter(([, file = "", title = ""]) => !testTitles(join(ROOT, file)).includes(title))
      .map(([found]) => found);
  });
  expect(missing).toEqual([]);
});

test("each walk counts the files that it lists", () => {
  const walks = section("Three walks").split("\n### ").slice(1);
  expect(walks).toHaveLength(3);
  for (const walk of walks) {
    const [heading = ""] = walk.split("\n");
    const after = [...walk.matchAll(/\bnow (\d+)\b/g)].map(([, count]) => Number(count));
    const listed = new Set([...walk.matchAll(/^\d+\. `(src\/[^`]+)`/gm)].map(([, path]) => path));
    expect(after, heading).toEqual([listed.size]);
  }
});
