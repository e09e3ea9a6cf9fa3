import { runInNewContext } from "node:vm";
import { build } from "vite";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isDevelopment } from "../../src/polling/isDevelopment";
import { readTree } from "../architecture/readTree";

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ["development", true],
  ["test", true],
  [undefined, true],
  ["production", false],
])("NODE_ENV %s: %s", (environment, is) => {
  vi.stubEnv("NODE_ENV", environment);
  expect(isDevelopment()).toBe(is);
});

test("without a process it is none", () => {
  vi.stubGlobal("process", undefined);
  const is = isDevelopment();
  vi.unstubAllGlobals();
  expect(is).toBe(false);
});

describe("in a browser, which has no process", () => {
  test("a bundle for development checks options", async () => {
    const { backoff } = run(await bundled('"development"'));
    expect(() => backoff({ minMs: 5_000, maxMs: 4_000 })).toThrow("must not exceed maxMs");
  });

  test("a bundle for production neither checks them nor holds what checks them", async () => {
    const code = await bundled('"production"');
    expect(code).not.toContain("must not exceed");
    expect(code).not.toContain("NODE_ENV");
    expect(() => run(code).backoff({ minMs: 5_000, maxMs: 4_000 })).not.toThrow();
  });

  test("modules that nobody bundled run, and check nothing", async () => {
    const { backoff } = run(await bundled(undefined));
    expect(() => backoff({ minMs: 5_000, maxMs: 4_000 })).not.toThrow();
  });
});

test("all code for development alone stands behind a call and the condition that bundlers fold", () => {
  const wrong = [...readTree("src", /\.tsx?$/)].flatMap(([path, text]) =>
    text
      .replace(/&&\s+/g, "&& ")
      .split("\n")
      .filter((line) => /process\.env\.NODE_ENV|typeof process/.test(line) && !/^\s*(\*|\/\/)/.test(line))
      .filter((line) => !line.includes('/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production"'))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(wrong).toEqual(['src/polling/isDevelopment.ts: return process.env.NODE_ENV !== "production";']);
});

type Bundle = { readonly backoff: (options: object) => unknown };

/** The module of `backoff`, with `process.env.NODE_ENV` replaced as bundlers do; undefined where nobody does. */
async function bundled(environment: string | undefined): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    define: environment === undefined ? {} : { "process.env.NODE_ENV": environment },
    build: {
      write: false,
      lib: { entry: "src/polling/backoff.ts", formats: ["iife"], name: "bundle", fileName: "bundle" },
    },
  });
  const [{ output: chunks } = { output: [] }] = [output].flat() as { output: { code?: string }[] }[];
  return chunks[0]?.code ?? "";
}

function run(code: string): Bundle {
  return runInNewContext(`${code};bundle`) as Bundle;
}
