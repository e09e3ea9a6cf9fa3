// docs/errors.md against the source: every code that longrun gives is there, and no other; and what it says of a status
// is so.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { errorFromAnswer } from "../../src/client/http/errorFromAnswer";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rows = [...readFileSync(`${root}docs/errors.md`, "utf8").matchAll(/^\| `([A-Z_]+)` \|(.*)$/gm)].map(
  ([, code = "", rest = ""]) => ({ code, cells: rest.split("|").map((cell) => cell.trim()) }),
);
const source = ["client", "hooks", "operations", "server"]
  .flatMap((room) =>
    readdirSync(`${root}src/${room}`, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(`${root}src/${room}/${name}`, "utf8")),
  )
  .join("\n");

test("it has every code that longrun gives, once, and no other", () => {
  // In an error's making; in the relay's; in the table of statuses; and in the union of those that are promised.
  const given = [
    /new OperationError\(\{\s*code: "([A-Z_]+)"/g,
    /relayError\(\s*[^,"]+,\s*"([A-Z_]+)"/g,
    /^ +\d{3}: \["([A-Z_]+)"/gm,
    /^ {2}\| "([A-Z_]+)"$/gm,
  ].flatMap((pattern) => [...source.matchAll(pattern)].map(([, code]) => code));
  expect(rows.map(({ code }) => code).sort()).toEqual([...new Set(given)].sort());
});

const statuses = rows
  .filter(({ cells }) => cells.length === 5)
  .flatMap(({ code, cells: [http = "", again] }) =>
    http
      .split(", ")
      .filter(Boolean)
      .map((status) => ({ code, status: Number(status), again: again === "yes" })),
  );

test.each(statuses)("an answer of $status that names no code is $code", ({ code, status, again }) => {
  expect(errorFromAnswer("acme.render", { status, headers: new Headers() }, undefined, 0)).toMatchObject({
    code,
    retryable: again,
  });
});
