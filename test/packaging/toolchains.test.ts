// The packed package under Jest, and under older compilers. One installation for all.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docsSnippet } from "../browser/docsSnippet";
import { canInstall } from "../browser/npm";
import { PackedProject } from "./PackedProject";

const JEST = [
  "jest@30",
  "jest-environment-jsdom@30",
  "@babel/preset-env@7",
  "@babel/preset-react@7",
  "ts-jest@29",
  "@types/jest@30",
  "@testing-library/react@16",
  "@testing-library/dom@10",
];
const OLDER = ["typescript@5.9.3", "typescript-5-4@npm:typescript@5.4.5"];
const REACT = ["react@19", "react-dom@19", "@types/react@19", "@types/react-dom@19", "@tanstack/react-query@5"];

const isOnline = await canInstall();
if (!isOnline) console.log("No npm registry here: Jest and older compilers are skipped.");

let project: PackedProject;

beforeAll(async () => {
  project = await PackedProject.install([...JEST, ...OLDER, ...REACT]);
}, 600_000);
afterAll(() => project?.remove());

describe.skipIf(!isOnline)("Jest, with no more configuration than its environment", () => {
  const OWN_TEST = docsSnippet("jest.md", "JobProgress.test.jsx");
  const CONFIG = docsSnippet("jest.md", "jest.config.js");

  test("babel-jest: the test of the docs, beside one that needs the dynamic import", async () => {
    project.write(
      "babel/babel.config.js",
      'module.exports = { presets: [["@babel/preset-env", { targets: { node: "current" } }], ["@babel/preset-react", { runtime: "automatic" }]] };',
    );
    project.write("babel/jest.config.js", CONFIG);
    project.write("babel/JobProgress.test.jsx", OWN_TEST);
    project.write("babel/push.test.js", PUSH_TEST);
    const { code, said } = await project.node(["../node_modules/jest/bin/jest.js"], "babel");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/Tests: +2 passed, 2 total/) });
  });

  test("ts-jest, which checks the types as CommonJS with node's old resolution", async () => {
    project.write("ts/jest.config.js", CONFIG.replace("{ ", '{ preset: "ts-jest", '));
    project.write(
      "ts/tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          module: "commonjs",
          target: "es2022",
          strict: true,
          jsx: "react-jsx",
          esModuleInterop: true,
          skipLibCheck: true,
        },
      }),
    );
    project.write("ts/JobProgress.test.tsx", OWN_TEST);
    const { code, said } = await project.node(["../node_modules/jest/bin/jest.js"], "ts");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/Tests: +1 passed, 1 total/) });
  });

  test("in Node: a relay on a simulator", async () => {
    project.write("relay/jest.config.js", "module.exports = {};");
    project.write("relay/relay.test.js", RELAY_TEST);
    const { code, said } = await project.node(["../node_modules/jest/bin/jest.js"], "relay");
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/Tests: +1 passed, 1 total/) });
  });
});

describe.skipIf(!isOnline)("there is one copy in a process", () => {
  test("Node: what is required is what is imported", async () => {
    project.write("copies.mjs", COPIES);
    const { said } = await project.node(["--no-warnings", "copies.mjs"]);
    expect(JSON.parse(said)).toEqual({ longrun: true, "longrun/server": true, "longrun/testing": true });
  });
});

describe.skipIf(!isOnline)("types", () => {
  const COMPILERS = {
    "5.4": "../node_modules/typescript-5-4",
    "5.9": "../node_modules/typescript",
    "6": fileURLToPath(new URL("../../node_modules/typescript", import.meta.url)),
  };
  const BUNDLED = "--module esnext --moduleResolution bundler";

  test.each([
    { version: "5.4", type: "module", options: BUNDLED },
    { version: "5.4", type: "module", options: "--module nodenext" },
    { version: "5.4", type: "commonjs", options: "--module nodenext" },
    { version: "5.9", type: "module", options: BUNDLED },
    { version: "5.9", type: "commonjs", options: "--module nodenext" },
    { version: "6", type: "module", options: BUNDLED },
    { version: "6", type: "commonjs", options: "--module nodenext" },
    { version: "6", type: "commonjs", options: "--module node16" },
  ] as const)(
    "TypeScript $version finds them all, the stylesheet's too, in a package of type $type with $options",
    async ({ version, type, options }) => {
      project.write(`${type}/package.json`, JSON.stringify({ type }));
      project.write(`${type}/app.tsx`, APP);
      const compiler = join(COMPILERS[version], "bin/tsc");
      const checked = await project.node(
        [
          compiler,
          "--noEmit",
          "--strict",
          "--skipLibCheck",
          "--jsx",
          "react-jsx",
          "--target",
          "es2022",
          "--types",
          "react",
          ...options.split(" "),
          "app.tsx",
        ],
        type,
      );
      expect(checked).toEqual({ code: 0, said: "" });
    },
  );
});

/** Push is loaded on demand, by import(), for which Jest has no loader. */
const PUSH_TEST = `
import { createLongrunClient, jobOperation, waitFor } from "longrun";
import { createSimulator } from "longrun/testing";

test("a client with push falls back to polling where there is no EventSource", async () => {
  const simulator = createSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
  simulator.advance(300_000);
  const client = createLongrunClient({ fetch: simulator.fetch, push: true });
  const stop = client.push.watch?.(jobOperation, { jobId }, () => undefined);
  expect(await waitFor(jobOperation, { jobId }, { client })).toMatchObject({ outcome: "success" });
  stop?.();
});
`;

const RELAY_TEST = `
const { createRelay } = require("longrun/server");
const { createSimulator } = require("longrun/testing");

test("a relay on a simulator answers with the job", async () => {
  const simulator = createSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
  const relay = createRelay({ upstreams: { layers: { apiKey: simulator.layers.apiKey } }, authorize: () => true, fetch: simulator.fetch });
  const answer = await relay.handle(new Request("http://localhost/api/longrun/layers/v1/jobs/" + jobId));
  expect([answer.status, (await answer.json()).jobId]).toEqual([200, jobId]);
  relay.close?.();
});
`;

const COPIES = `
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const isOne = async (name) => [name, require(name) === (await import(name))];
console.log(JSON.stringify(Object.fromEntries(await Promise.all(["longrun", "longrun/server", "longrun/testing"].map(isOne)))));
`;

const APP = `
import { createLongrunClient, JobProgress, useJob } from "longrun";
import { createRelay } from "longrun/server";
import { createSimulator } from "longrun/testing";
import "longrun/styles.css";

export const client = createLongrunClient({ fetch: createSimulator({ seed: 1 }).fetch });
export const relay = createRelay({ upstreams: { layers: { apiKey: "lp_" } }, authorize: ({ operation }) => operation.name === "layers.job" });

export function App({ jobId }: { readonly jobId: string }) {
  const { data: job } = useJob<"content_generate">(jobId, { onSettled: ({ outcome }) => outcome === "success" });
  const stage: string | null | undefined = job?.stage;
  // @ts-expect-error An outcome is one of four words: it would be anything if the types had not been found.
  const wrong: number | undefined = job?.outcome;
  return <JobProgress jobId={jobId} aria-label={[stage, wrong].join()} />;
}
`;
