// Every public name with its declaration, in `api/*.txt`, so that a change of the API is seen in review.
// `npm run api` rewrites them.
import * as longrun from "longrun";
import * as server from "longrun/server";
import * as testing from "longrun/testing";
import { describe, expect, test } from "vitest";
import * as reactServer from "../../src/react-server";
import { publicApiOf } from "./publicApi";
import { readTree } from "./readTree";

const sources = readTree("src", /\.tsx?$/);
const CHANGED =
  "What the package exports has changed. If that is meant, run `npm run api`, and read what it changed below " +
  "test/architecture/api: a name that is gone, or a type that takes less or gives more, breaks somebody's build";

test.each([
  ["longrun", "src/index.ts"],
  ["longrun-server", "src/server/index.ts"],
  ["longrun-testing", "src/testing/index.ts"],
])("%s exports what is written down", { timeout: 30_000 }, async (name, entry) => {
  await expect(publicApiOf(entry, sources), CHANGED).toMatchFileSnapshot(`api/${name}.txt`);
});

test("what there is at run time is what is written down, under each condition", async () => {
  const modules = {
    longrun,
    "longrun (react-server)": reactServer,
    "longrun/server": server,
    "longrun/testing": testing,
  };
  const text = Object.entries(modules)
    .map(([name, exports]) => `${name}\n${namesOf(exports)}\n`)
    .join("\n");
  await expect(text, CHANGED).toMatchFileSnapshot("api/runtime.txt");
});

describe("what is written down of an entry", () => {
  const api = (files: Record<string, string>): string => publicApiOf("src/index.ts", new Map(Object.entries(files)));

  test("is the declaration of each name, through whatever passes it on, under the name that is exported", () => {
    const text = api({
      "src/index.ts": 'export * from "./a";\nexport { b as c } from "./b";',
      "src/a.ts": "/** Says a. */\nexport const a: number = 1;",
      "src/b.ts": "export function b(x: string): void { console.log(x); }",
    });
    const [exported] = text.split("\n\n");
    expect(exported).toBe("const a: number;\nfunction b(x: string): void;\n// exported as c");
  });

  test("changes with a type that a public one mentions from another file", () => {
    const files = {
      "src/index.ts": 'export type { A } from "./a";',
      "src/a.ts": 'import type { B } from "./b";\nexport interface A { readonly b: B }',
    };
    const before = api({ ...files, "src/b.ts": "export type B = string;" });
    expect(before).toContain("type B = string;");
    expect(api({ ...files, "src/b.ts": "export type B = number;" })).not.toBe(before);
  });

  test("does not change with a comment, a body, or a type that nothing public mentions", () => {
    const before = api({ "src/index.ts": "interface Private { a: 1 }\nexport function f(): number { return 1; }" });
    const after = api({
      "src/index.ts": "interface Private { b: 2 }\n/** Gives 2. */\nexport function f(): number { return 2; }",
    });
    expect(after).toBe(before);
  });
});

function namesOf(exports: object): string {
  return Object.entries(exports)
    .map(([name, value]) => `  ${name}: ${typeof value}`)
    .sort()
    .join("\n");
}
