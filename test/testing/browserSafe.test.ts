import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SOURCE = new URL("../../src/testing/", import.meta.url);

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const imports = files.flatMap((file) => {
  const text = readFileSync(new URL(file, SOURCE), "utf8");
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)";/gm)].map(([, type, from = ""]) => ({
    file,
    from,
    isType: type !== undefined,
  }));
});

test("the simulator runs in a browser: it imports only types from Node, except for what listen imports when called", () => {
  expect(imports.length).toBeGreaterThan(50);
  expect(imports.filter(({ from, isType }) => from.startsWith("node:") && !isType)).toEqual([]);
});
