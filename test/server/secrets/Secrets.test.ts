import { describe, expect, it, vi } from "vitest";
import { Secrets } from "../../../src/server/secrets/Secrets";
import { secretsIn } from "../../../src/server/secrets/secretsIn";
import { defineOperation } from "../customOperation";
import { answerOf, scriptedRelay } from "../scriptedRelay";

const SESSION = "sess_9f86d081884c7d65";

/** Reads once at a custom upstream that answers with what it was sent. */
async function echoOf(
  headers: Record<string, string>,
  publicHeaders: readonly string[] = [],
  isMadeEachTime = false,
): Promise<string | number> {
  const acme = {
    baseUrl: "https://acme.example",
    headers: isMadeEachTime ? () => headers : headers,
    publicHeaders,
    operations: [defineOperation("acme")],
  };
  const { get, incidents } = scriptedRelay(
    (asked) => answerOf({ status: "rendering", debug: Object.fromEntries(asked.headers) }),
    { upstreams: { acme } },
  );
  const response = await get("/acme/v1/renders/r1");
  expect(JSON.stringify(incidents)).not.toContain(SESSION);
  const text = await response.text();
  if (response.status !== 200) expect(text).not.toContain(SESSION);
  return response.status;
}

describe("an answer with the value of a header in it", () => {
  it.each(["x-session", "authorization", "x-api-key", "api-key-version", "cookie", "x-workspace"])(
    "of %s is withheld, be it fixed or made for the request",
    async (name) => {
      for (const isMadeEachTime of [false, true])
        expect(await echoOf({ [name]: `v=${SESSION}` }, [], isMadeEachTime)).toBe(502);
    },
  );

  it.each([
    [
      "of one that manuals write of",
      { "user-agent": "acme-client/1.0", "notion-version": "2022-06-28", "accept-language": "en-GB,en;q=0.5" },
      [],
    ],
    ["of one that is said to be public", { "X-Workspace": "production-eu-1" }, ["x-Workspace"]],
    ["of one that is too short to be a secret", { "x-mode": "preview" }, []],
  ])("%s passes", async (_, headers, publicHeaders) => {
    expect(await echoOf(headers as unknown as Record<string, string>, publicHeaders)).toBe(200);
  });

  it("is looked for whole and word by word", () => {
    expect(secretsIn(new Headers({ authorization: "Bearer abcdef", "x-pin": "1 2 3 4 5 6" }))).toEqual([
      "Bearer abcdef",
      "abcdef",
      "1 2 3 4 5 6",
    ]);
  });
});

describe("a key with characters that are escaped", () => {
  const spellings: readonly [string, (key: string) => string][] = [
    ["as it is", (key) => key],
    ["as JSON", (key) => JSON.stringify(key).slice(1, -1)],
    ["as JSON in JSON", (key) => JSON.stringify(JSON.stringify(key))],
    ["as a URL", encodeURI],
    ["as a part of a URL", encodeURIComponent],
    [
      "as a part of a URL in small letters",
      (key) => encodeURIComponent(key).replace(/%../g, (hex) => hex.toLowerCase()),
    ],
    ["as a form", (key) => new URLSearchParams({ key }).toString()],
    ["as a form in JSON", (key) => JSON.stringify(new URLSearchParams({ key }).toString())],
    ["byte by byte", (key) => [...key].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`).join("")],
  ];
  const keys = [
    'lp_"quoted"key',
    "lp_back\\slash",
    "cl\u00e9_tr\u00e8s_secr\u00e8te",
    "my red cat",
    'a+b%41 "c\\d"/\u00e9',
  ];

  it.each(keys.flatMap((key) => spellings.map(([how, spell]) => [key, how, spell] as const)))(
    "(%j) is found %s",
    (key, _, spell) => {
      const secrets = new Secrets();
      secrets.add([key]);
      const text = `{"debug":"${spell(key)}"}`;
      expect([secrets.isIn(text), secrets.isIn(text.replace(/[bcd_]/g, "x"))]).toEqual([true, false]);
      expect(secrets.redact(text)).not.toContain(spell(key));
    },
  );

  it("is withheld by the relay, as a part of a URL", async () => {
    const key = "cl\u00e9_tr\u00e8s_secr\u00e8te";
    const acme = {
      baseUrl: "https://acme.example",
      headers: { "x-api-key": key },
      operations: [defineOperation("acme")],
    };
    const { get } = scriptedRelay(() => answerOf({ status: "rendering", debug: encodeURIComponent(key) }), {
      upstreams: { acme },
    });
    expect((await get("/acme/v1/renders/r1")).status).toBe(502);
  });
});

describe("tokens that are new with every request", () => {
  const token = (count: number): string => `token_${String(count).padStart(8, "0")}`;

  it("are looked for while an answer may echo them, and soon forgotten: the 30,000th read does the work of the 30th", async () => {
    const secrets = new Secrets();
    secrets.add(["the_key_that_stays"]);
    const work: number[] = [];
    for (let count = 0; count < 30_000; count += 1) {
      const answered = secrets.track([token(count)]);
      expect(secrets.isIn(`{"debug":"${token(count)}"}`)).toBe(true);
      if (count === 30 || count === 29_999) {
        const includes = vi.spyOn(String.prototype, "includes");
        secrets.isIn("{}");
        work.push(includes.mock.calls.length);
        includes.mockRestore();
      }
      answered();
    }
    expect(work).toEqual([18, 18]);
    expect([
      secrets.isIn(token(29_999)),
      secrets.isIn(token(29_998)),
      secrets.isIn(token(10)),
      secrets.isIn("the_key_that_stays"),
    ]).toEqual([true, true, false, true]);
  });

  it("are looked for as long as any request that carries them is under way", () => {
    const secrets = new Secrets();
    const [first, second] = [secrets.track(["token_of_two"]), secrets.track(["token_of_two"])];
    first();
    for (let count = 0; count < 100; count += 1) secrets.track([token(count)])();
    expect(secrets.isIn("token_of_two")).toBe(true);
    second();
    for (let count = 0; count < 100; count += 1) secrets.track([token(count)])();
    expect([secrets.isIn("token_of_two"), secrets.size]).toEqual([false, 16]);
  });

  it("leave a relay's work for a read as it was", async () => {
    let made = 0;
    const acme = {
      baseUrl: "https://acme.example",
      headers: () => ({ authorization: `Bearer ${token((made += 1))}` }),
      operations: [defineOperation("acme")],
    };
    const { get } = scriptedRelay(() => answerOf({ status: "rendering" }), { upstreams: { acme } });
    const workOf = async (count: number): Promise<number> => {
      const includes = vi.spyOn(String.prototype, "includes");
      expect((await get(`/acme/v1/renders/r${count}`)).status).toBe(200);
      const looked = includes.mock.calls.filter(([value]) => String(value).includes("token_")).length;
      includes.mockRestore();
      return looked;
    };
    const works: number[] = [];
    for (let count = 0; count < 200; count += 1) works.push(await workOf(count));
    expect(works[199]).toBe(works[30]);
  });
});

describe("a key in a text", () => {
  const KEY = "key/of_acme-1";
  const secrets = new Secrets();
  secrets.add([KEY]);

  it.each([
    `{"a":"${KEY}"}`,
    `{"a":"key\\/of_acme-1"}`,
    `{"a":"\\u006bey/of_acme\\u002D1"}`,
    "https://acme.example/?key=key%2Fof%5facme-1",
    `x${KEY}${KEY}x`,
  ])("is found in %s", (text) => {
    expect(secrets.isIn(text)).toBe(true);
  });

  it.each(["", "{}", "key/of_acme-", "KEY/OF_ACME-1", "100 % of a\\b", "key%2/of_acme-1"])(
    "is not found in %j",
    (text) => {
      expect(secrets.isIn(text)).toBe(false);
    },
  );

  it("is taken out wherever it stands, with those that are under way and those of late, and the rest is kept", () => {
    const all = new Secrets();
    all.add([KEY]);
    all.track(["token_of_now"]);
    all.track(["token_of_late"])();
    expect(all.redact(`${KEY} refused ${KEY}, token_of_now and token_of_late, at 10.0.0.1`)).toBe(
      "[key] refused [key], [key] and [key], at 10.0.0.1",
    );
    expect(all.redact("nothing of it")).toBe("nothing of it");
  });

  it("that is escaped, and so can't be taken out, takes the whole text with it", () => {
    expect(secrets.redact("refused key%2Fof_acme-1 at 10.0.0.1")).toBe("[withheld: it holds a key]");
  });

  it("that is kept is not forgotten after a request that carried it", () => {
    const all = new Secrets();
    all.add([KEY]);
    all.track([KEY, "token_of_one"])();
    expect(all.size).toBe(2);
    for (let count = 0; count < 20; count += 1) all.track([`token_${count}`])();
    expect([all.isIn(KEY), all.isIn("token_of_one"), all.size]).toEqual([true, false, 17]);
  });

  it("that is sent again is one of late no more, until it was answered again", () => {
    const all = new Secrets();
    all.track(["token_again"])();
    const answered = all.track(["token_again"]);
    expect(all.size).toBe(1);
    for (let count = 0; count < 20; count += 1) all.track([`token_${count}`])();
    expect(all.isIn("token_again")).toBe(true);
    answered();
    expect(all.isIn("token_again")).toBe(true);
  });
});
