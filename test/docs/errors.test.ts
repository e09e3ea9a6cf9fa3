// docs/errors.md against the table of codes: its tables are made of it, and what it says of a status is so. That every
// code in the source has a row in the table, the compiler sees to.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { errorFromAnswer } from "../../src/client/http/errorFromAnswer";
import { ERROR_CODES, type ErrorCodeRow } from "../../src/operations/error/errorCodes";
import { isRetryableStatus } from "../../src/operations/error/isRetryableStatus";

const docs = fileURLToPath(new URL("../../docs/errors.md", import.meta.url));
const rows = Object.entries<ErrorCodeRow>(ERROR_CODES);

function tableOf(givers: readonly ErrorCodeRow["givenBy"][]): string {
  const lines = rows
    .filter(([, { givenBy }]) => givers.includes(givenBy))
    .map(([code, { httpStatus = [], retryable = false, cause, remedy }]) => {
      const status = httpStatus.length === 0 ? "" : `${httpStatus.join(", ")} `;
      return `| \`${code}\` | ${status}| ${retryable ? "yes" : "no"} | ${cause} | ${remedy} |`;
    });
  return ["| Code | HTTP | Asked again | Cause | What to do |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}

// `npx vitest run --project node test/docs/errors -u` writes them anew.
test("its tables have every code that longrun gives, and no other", async () => {
  const tables = [tableOf(["client", "both"]), tableOf(["relay"])];
  const made = readFileSync(docs, "utf8").replace(/^\| Code [^]*?(?=\n\n|\n*$(?![^]))/gm, () => tables.shift() ?? "");
  expect(tables).toEqual([]);
  await expect(made).toMatchFileSnapshot(docs);
});

const ofClient = rows.flatMap(([code, { givenBy, httpStatus = [], retryable = false }]) =>
  givenBy === "relay" ? [] : httpStatus.map((status) => ({ code, status, retryable })),
);

test.each(ofClient)("an answer of $status that names no code is $code", ({ code, status, retryable }) => {
  expect(errorFromAnswer("acme.render", { status, headers: new Headers() }, undefined, 0)).toMatchObject({
    code,
    retryable,
  });
});

const ofRelay = rows.flatMap(([code, { givenBy, httpStatus = [], retryable = false }]) =>
  givenBy === "relay" ? httpStatus.map((status) => ({ code, status, retryable })) : [],
);

test.each(ofRelay)("the relay's $status $code is asked again if its status may heal", ({ code, status, retryable }) => {
  expect(isRetryableStatus(status)).toBe(retryable);
  expect(errorFromAnswer("acme.render", { status, headers: new Headers() }, { error: { code } }, 0)).toMatchObject({
    code,
    retryable,
  });
});
