import { describe, expect, test } from "vitest";
import { ROOMS, violationsIn } from "./houseRules";
import { importsOf } from "./importsOf";
import { PUBLIC_NAMES } from "./packageJson";
import { readTree } from "./readTree";

const SOURCE = /\.(ts|tsx|js|jsx|mjs|mts|mdx)$/;

function house(): Map<string, string> {
  return new Map(
    ["src", "test", "bench", "stories", "examples", ".storybook", "scripts"].flatMap((folder) => [
      ...readTree(folder, SOURCE),
    ]),
  );
}

describe("the house", () => {
  test("stands: every import goes down, none in a circle, and no file has a name that says nothing", () => {
    expect(violationsIn(house(), PUBLIC_NAMES)).toEqual([]);
  }, 60_000);

  test("has the rooms it is said to have", () => {
    const rooms = new Set(
      [...readTree("src", SOURCE).keys()]
        .filter((path) => path.split("/").length > 2)
        .map((path) => path.split("/")[1]),
    );
    expect([...rooms].sort()).toEqual(Object.keys(ROOMS).sort());
  });
});

describe("the rules catch", () => {
  /** The violations of these files, beside a few correct ones. */
  function violations(planted: Record<string, string>): string[] {
    const files = {
      "src/polling/a.ts": "",
      "src/operations/a.ts": "",
      "src/providers/a.ts": "",
      "src/client/a.ts": "",
      "src/hooks/a.ts": "",
      "src/components/a.tsx": "",
      "src/server/a.ts": "",
      "src/testing/a.ts": "",
      ...planted,
    };
    return violationsIn(new Map(Object.entries(files)), PUBLIC_NAMES);
  }

  const order: Record<string, readonly string[]> = {
    polling: ["operations", "client", "hooks", "components", "server", "testing"],
    operations: ["client", "hooks", "components", "server", "testing"],
    client: ["hooks", "components", "server", "testing"],
    hooks: ["components", "server", "testing"],
    components: ["client", "server", "testing"],
    server: ["hooks", "components", "testing"],
    testing: ["client", "hooks", "components", "server"],
  };
  const upward = Object.entries(order).flatMap(([room, others]) => others.map((other) => [room, other] as const));

  test.each(upward)("%s that needs %s", (room, other) => {
    expect(violations({ [`src/${room}/b.ts`]: `import { a } from "../${other}/a";` })).toEqual([
      `src/${room}/b.ts: ${room} must not import ../${other}/a.`,
    ]);
  });

  test.each(
    Object.entries(ROOMS).flatMap(([room, { rooms, types = [] }]) =>
      [...rooms, ...types.filter((name) => name in ROOMS)].map((other) => [room, other] as const),
    ),
  )("nothing in %s that needs the type of %s, below it", (room, other) => {
    expect(violations({ [`src/${room}/b.ts`]: `import type { A } from "../${other}/a";` })).toEqual([]);
  });

  test.each([
    ["a type", 'import type { A } from "../client/a";'],
    ["a type among others", 'import { type A } from "../client/a";'],
    ["a type in place", 'export type A = import("../client/a").A;'],
    ["a re-export", 'export { a } from "../client/a";'],
    ["a re-export of all", 'export * from "../client/a";'],
    ["a re-export of types", 'export type * from "../client/a";'],
    ["an import for its effects", 'import "../client/a";'],
    ["an import at run time", 'export const a = () => import("../client/a");'],
    ["an import by a template", "export const a = () => import(`../client/a`);"],
    ["a require", 'const a = require("../client/a");'],
    ["an import of the old kind", 'import a = require("../client/a");'],
    ["an augmentation", 'declare module "../client/a" { interface A {} }'],
  ])("an import that goes up as %s", (_, text) => {
    expect(violations({ "src/polling/b.ts": text })).toHaveLength(1);
  });

  test("an import that is worked out at run time", () => {
    expect(violations({ "src/polling/b.ts": "export const a = (name: string) => import(name);" })).toEqual([
      "src/polling/b.ts: imports what nobody can tell before it runs.",
    ]);
  });

  test.each([
    ["polling", "zod/mini"],
    ["client", "zod/mini"],
    ["operations", "zod"],
    ["operations", "zod/v4"],
    ["testing", "zod"],
    ["server", "zod/mini"],
    ["polling", "react"],
    ["operations", "react"],
    ["client", "react"],
    ["client", "@tanstack/react-query"],
    ["server", "react"],
    ["server", "redis"],
    ["testing", "react"],
    ["hooks", "react-dom"],
    ["components", "react-dom"],
    ["components", "node:http"],
    ["hooks", "node:crypto"],
    ["client", "node:http"],
    ["components", "longrun"],
    ["hooks", "longrun"],
  ])("%s that needs %s", (room, name) => {
    expect(violations({ [`src/${room}/b.ts`]: `import * as a from "${name}";` })).toEqual([
      `src/${room}/b.ts: ${room} must not import ${name}.`,
    ]);
  });

  test.each([
    ["operations", "zod/mini"],
    ["hooks", "react"],
    ["hooks", "@tanstack/react-query"],
    ["components", "react"],
    ["server", "node:http"],
    ["testing", "node:http"],
  ])("nothing in %s that needs %s", (room, name) => {
    expect(violations({ [`src/${room}/b.ts`]: `import * as a from "${name}";` })).toEqual([]);
  });

  test("nothing in types of what a room may take types from, and anything but types", () => {
    expect(
      violations({
        "src/server/b.ts": 'import type { RedisClientType } from "redis";',
        "src/components/b.tsx": 'import type { LongrunClient } from "../client/a";',
      }),
    ).toEqual([]);
    expect(violations({ "src/server/b.ts": 'export const a = () => import("redis");' })).toHaveLength(1);
  });

  test("a front door that opens to the relay, to the simulator or to a package", () => {
    expect(violations({ "src/index.ts": 'export { a } from "./hooks/a"; export { b } from "./server/a";' })).toEqual([
      "src/index.ts: src must not import ./server/a.",
    ]);
    expect(violations({ "src/index.ts": 'export { a } from "./testing/a";' })).toHaveLength(1);
    expect(violations({ "src/index.ts": 'export * from "@tanstack/react-query";' })).toHaveLength(1);
  });

  test("a room that goes in through the front door", () => {
    expect(violations({ "src/index.ts": "", "src/hooks/b.ts": 'import { a } from "../index";' })).toEqual([
      "src/hooks/b.ts: hooks must not import ../index.",
    ]);
  });

  test("a room that nobody planned", () => {
    expect(violations({ "src/storage/a.ts": 'import { a } from "../polling/a";' })).toEqual([
      "src/storage/a.ts: there is no room called storage.",
    ]);
  });

  test("an import of a file that is not there", () => {
    expect(violations({ "src/client/b.ts": 'import { a } from "../polling/gone";' })).toEqual([
      "src/client/b.ts: imports ../polling/gone, which is not there.",
    ]);
  });

  test("circles of any length, types included", () => {
    expect(violations({ "src/client/b.ts": 'import "./b";' })).toEqual([
      "src/client/b.ts → src/client/b.ts: goes in a circle.",
    ]);
    const circle = {
      "src/client/b.ts": 'import type { C } from "./c";',
      "src/client/c.ts": 'export { d } from "./d";',
      "src/client/d.ts": 'export type B = import("./b").B;',
    };
    expect(violations(circle)).toEqual([
      "src/client/b.ts → src/client/c.ts → src/client/d.ts → src/client/b.ts: goes in a circle.",
    ]);
  });

  test("no circle where two ways lead to one file", () => {
    expect(
      violations({
        "src/client/b.ts": 'import "./c"; import "./d";',
        "src/client/c.ts": 'import "./d";',
        "src/client/d.ts": "",
      }),
    ).toEqual([]);
  });

  test.each([
    "src/client/utils.ts",
    "src/client/util.ts",
    "src/hooks/helpers/a.ts",
    "src/components/common.tsx",
    "test/helpers.ts",
    "stories/misc.stories.tsx",
    "examples/dashboard/Utils.mjs",
  ])("%s, whose name says nothing", (path) => {
    expect(violations({ [path]: "" })).toEqual([expect.stringContaining("says nothing of what is in it")]);
  });

  test("barrels in a room", () => {
    expect(violations({ "src/hooks/index.ts": "", "src/server/index.ts": "", "src/testing/index.ts": "" })).toEqual([
      expect.stringContaining("src/hooks/index.ts: only"),
    ]);
  });

  test.each([
    "../src/index",
    "../../src/hooks/useJob",
    "../dist/index.js",
    "longrun/src/index",
    "longrun/hooks",
    "longrun/dist/index.js",
  ])("a story or an example that imports %s", (specifier) => {
    for (const path of ["stories/a.stories.tsx", "examples/a.mjs", ".storybook/preview.tsx"]) {
      expect(violations({ [path]: `import { a } from "${specifier}";` })).toHaveLength(1);
    }
    expect(violations({ "stories/a.mdx": `import { a } from "${specifier}";\n\n# A` })).toHaveLength(1);
  });

  test.each([
    "longrun",
    "longrun/server",
    "longrun/testing",
    "longrun/styles.css",
    "longrun/styles.css?inline",
    "react",
    "./JobStory",
    "../stories/JobStory",
  ])("nothing in a story that imports %s", (specifier) => {
    expect(violations({ "stories/a.stories.tsx": `import { a } from "${specifier}";` })).toEqual([]);
  });
});

test("words that only look like imports are none", () => {
  expect(
    importsOf(
      "a.ts",
      'const a = "import b from \'c\'"; // import d from "e"\n/** import f from "g" */ const t = `import("h")`;',
    ),
  ).toEqual([]);
});
