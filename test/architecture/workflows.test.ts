import { describe, expect, test } from "vitest";
import { PACKAGE } from "./packageJson";
import { readTree } from "./readTree";

const workflows = [...readTree(".github/workflows", /\.yml$/)];

describe.each(workflows)("%s", (_path, text) => {
  test("runs no action but at a commit, with the version that it is beside it", () => {
    const uses = Array.from(text.matchAll(/\buses: (.+)/g), ([, action = ""]) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^\.\/|@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test("may only read, but where a job says what more it needs", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n$/m);
    expect(text).not.toMatch(/write-all|pull_request_target/);
  });

  test("does not run beside itself, and ends", () => {
    expect(text).toMatch(/^concurrency:\n {2}group: /m);
    const jobs = text.slice(text.indexOf("\njobs:")).match(/^ {4}(runs-on|timeout-minutes):/gm) ?? [];
    expect(jobs.filter((line) => line.includes("timeout"))).toHaveLength(jobs.length / 2);
  });

  test("puts nothing that a stranger writes into a shell", () => {
    expect(text.match(/run:.*\$\{\{/g)).toBeNull();
  });
});

test.each([...readTree(".github", /\.(yml|md)$/), ...readTree(".", /^CONTRIBUTING\.md$/)])(
  "each `npm run …` in %s is a script",
  (_path, text) => {
    const names = Array.from(text.matchAll(/\bnpm run ([\w:]+)/g), ([, name]) => name);
    expect(names.filter((name) => name === undefined || !Object.hasOwn(PACKAGE.scripts, name))).toEqual([]);
  },
);

test("the project's address is the same wherever it is written", () => {
  const home = PACKAGE.repository.url.replace(/^git\+|\.git$/g, "");
  expect(PACKAGE.bugs).toBe(`${home}/issues`);
  expect(PACKAGE.homepage).toBe(`${home}#readme`);
  const written = [...readTree(".", /\.(ts|tsx|mjs|md|mdx|json|yml)$/).values()].flatMap(
    (text) => text.match(/https:\/\/github\.com\/[\w-]+\/longrun\b/g) ?? [],
  );
  expect([...new Set(written)]).toEqual([home]);
});

test("the examples install what `npm pack` makes", () => {
  const packed = [...readTree("examples", /^(package\.json|README\.md)$/)].flatMap(([path, text]) =>
    (text.match(/longrun-\d[\w.-]*\.tgz/g) ?? []).map((name) => `${path}: ${name}`),
  );
  expect(packed.length).toBeGreaterThan(0);
  expect(packed.filter((line) => !line.endsWith(`: longrun-${PACKAGE.version}.tgz`))).toEqual([]);
});
