import { describe, expect, test } from "vitest";
import { readTree } from "./readTree";
import { LIMITS, shapeViolationsIn } from "./shapeRules";

test("the sources are as small, as narrow and as named as they are said to be, and their folders go one way", () => {
  expect(shapeViolationsIn(readTree("src", /\.tsx?$/))).toEqual([]);
});

describe("the rules of shape catch", () => {
  const violations = (files: Record<string, string>): string[] => shapeViolationsIn(new Map(Object.entries(files)));
  const few = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`src/polling/a${index}.ts`, ""]));

  test("nothing in a small house", () => {
    expect(violations({ ...few, "src/polling/fixed.ts": "export const fixed = 1;\n" })).toEqual([]);
  });

  test("a file of too many lines, and none of exactly so many", () => {
    expect(violations({ ...few, "src/polling/b.ts": "\n".repeat(LIMITS.linesInFile) })).toEqual([]);
    expect(violations({ ...few, "src/polling/b.ts": "\n".repeat(LIMITS.linesInFile + 1) })).toHaveLength(1);
  });

  test("a line that is too long, but for one that ends with a URL", () => {
    expect(violations({ ...few, "src/polling/b.ts": `// ${"a".repeat(LIMITS.columns)}` })).toEqual([
      `src/polling/b.ts:1: ${LIMITS.columns + 3} columns are more than ${LIMITS.columns}.`,
    ]);
    expect(violations({ ...few, "src/polling/b.ts": `// https://${"a".repeat(LIMITS.columns)}` })).toEqual([]);
  });

  test("a house whose files are long", () => {
    const long = "\n".repeat(LIMITS.medianLines + 1);
    expect(violations({ "src/polling/a.ts": long, "src/polling/b.ts": long, "src/polling/c.ts": "" })).toEqual([
      `src: half of the files have ${LIMITS.medianLines + 1} lines or more.`,
    ]);
  });

  test.each([
    ["src/client/b.ts", "export const a = 1;"],
    ["src/client/b.ts", "export interface A {}"],
    ["src/client/jobTableParts.tsx", "export function JobTableHeader() {}\nexport class Other {}"],
  ])("%s that holds %s", (path, text) => {
    expect(violations({ ...few, [path]: text })).toEqual([expect.stringContaining("is named after none")]);
  });

  test.each([
    ["src/client/b.ts", "export { a } from './a';\nconst c = 1;"],
    ["src/client/jobKinds.ts", "export const JOB_KINDS = [];"],
    ["src/client/b.ts", "export type A = 1;\nexport class B {}"],
    ["src/client/jobTableParts.tsx", "export function JobTableHeader() {}\nexport function JobTableRow() {}"],
  ])("nothing in %s that holds %s", (path, text) => {
    expect(violations({ ...few, [path]: text })).toEqual([]);
  });

  test("a folder of too many files", () => {
    const many = Array.from({ length: LIMITS.filesInFolder + 1 }, (_, index) => [`src/client/a${index}.ts`, ""]);
    expect(violations(Object.fromEntries(many))).toEqual(["src/client: 17 files are more than 16."]);
  });

  test("folders of a room that need each other, by types too, its own folder among them", () => {
    const files = {
      ...few,
      "src/server/a.ts": 'import type { B } from "./call/b";',
      "src/server/call/b.ts": 'import { c } from "../store/c";',
      "src/server/store/c.ts": 'import type { A } from "../a";',
    };
    expect(violations(files)).toEqual([expect.stringContaining("src/server → src/server/call → src/server/store →")]);
    expect(violations({ ...files, "src/server/store/c.ts": 'import { a } from "../../client/a";' })).toEqual([]);
  });
});
