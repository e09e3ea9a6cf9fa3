import { describe, expect, test } from "vitest";
import { matchPath } from "../../src/operations/path/matchPath";
import { buildPath, paramNames, pathBesideBody } from "../../src/operations/path/operationPath";

const ANY = /^.*$/s;

describe("ids of a shape of their own", () => {
  const ids = { repo: /^[\w.-]+\/[\w.-]+$/, id: /^[\w.:/%-]{1,200}$/ };

  test.each([
    ["repo", "vercel/next.js", "/v1/vercel%2Fnext.js"],
    ["id", "gid://shopify/BulkOperation/1", "/v1/gid%3A%2F%2Fshopify%2FBulkOperation%2F1"],
    ["id", "operations/abc/def", "/v1/operations%2Fabc%2Fdef"],
    ["id", "my-app-9k2.vercel.app", "/v1/my-app-9k2.vercel.app"],
    ["id", "100%", "/v1/100%25"],
  ])("%s %j travels as %s and comes back", (name, id, path) => {
    const template = `/v1/:${name}`;
    expect(buildPath("x", template, { [name]: id }, ids)).toBe(path);
    expect(matchPath(template, path, "", ids)).toEqual({ [name]: id });
    // What a URL parser does to it changes nothing.
    expect(new URL(`https://acme.example${path}`).pathname).toBe(path);
  });

  test.each([
    "",
    ".",
    "..",
    "%2e",
    "a%2f..%2fb",
    "..;x",
    "%2E%2e",
    ".%2e",
    "a b",
    "a\nb",
    "a\0b",
    "a\\b",
    "\u202ea",
    "\ud800",
    "a".repeat(2_049),
  ])("%j is none, however wide the shape", (id) => {
    expect(() => buildPath("x", "/v1/:id", { id }, { id: ANY })).toThrow(/id is not a valid id/);
    // A lone surrogate can't be encoded.
    const encoded = id === "\ud800" ? "%ED%A0%80" : encodeURIComponent(id);
    expect(matchPath("/v1/:id", `/v1/${encoded}`, "", { id: ANY })).toBeNull();
  });

  test.each([/^a|b$/, /^\w+\$|^b$/])("a shape whose anchors hold a part of it alone lets no more in (%s)", (shape) => {
    expect(matchPath("/v1/:id", "/v1/aZZZ", "", { id: shape })).toBeNull();
    expect(matchPath("/v1/:id", "/v1/b", "", { id: shape })).toEqual({ id: "b" });
  });

  test("a broken escape is no id", () => {
    expect(matchPath("/v1/:id", "/v1/%E0%A4%A", "", { id: ANY })).toBeNull();
  });

  test("a parameter called like a member of every object has no shape by accident", () => {
    expect(buildPath("x", "/v1/:constructor", { constructor: "a" }, {})).toBe("/v1/a");
    expect(matchPath("/v1/:constructor", "/v1/a", "", {})).toEqual({ constructor: "a" });
  });
});

describe("query parameters", () => {
  const template = "/v1/renders/:renderId?team=:team&v=2";

  test("are named, filled and matched in any order", () => {
    expect(paramNames(template)).toEqual(["renderId", "team"]);
    expect(buildPath("x", template, { renderId: "r_1", team: "t_1" })).toBe("/v1/renders/r_1?team=t_1&v=2");
    const params = { renderId: "r_1", team: "t_1" };
    expect(matchPath(template, "/v1/renders/r_1", "team=t_1&v=2")).toEqual(params);
    expect(matchPath(template, "/v1/renders/r_1", "v=2&team=t_1")).toEqual(params);
  });

  test.each([
    "",
    "team=t_1",
    "v=2",
    "team=t_1&v=3",
    "team=t_1&v=2&x=1",
    "team=t_1&team=t_1&v=2",
    "team=t_2&team=t_1&v=2",
    "team=../x&v=2",
    "team=&v=2",
    "Team=t_1&v=2",
  ])("%j is not the template's query", (query) => {
    expect(matchPath(template, "/v1/renders/r_1", query)).toBeNull();
  });

  test("a template without a query takes any, and none of it", () => {
    expect(matchPath("/v1/renders/:renderId", "/v1/renders/r_1", "a=1")).toEqual({ renderId: "r_1" });
  });

  test.each(["t&v=3", "t#x", "t=1", "t+1"])("%j can't become another parameter", (team) => {
    expect(() => buildPath("x", template, { renderId: "r_1", team })).toThrow(/team is not a valid id/);
    const path = buildPath("x", template, { renderId: "r_1", team }, { team: ANY });
    expect(new URLSearchParams(path.split("?")[1]).get("team")).toBe(team);
  });
});

describe("a whole path", () => {
  const template = "/v1beta/:name*";

  test("keeps its slashes, and everything else in it is encoded", () => {
    expect(paramNames(template)).toEqual(["name"]);
    expect(buildPath("x", template, { name: "models/veo-3:predict/operations/a b".replace(" ", "~") })).toBe(
      "/v1beta/models/veo-3%3Apredict/operations/a~b",
    );
    expect(matchPath(template, "/v1beta/operations/abc/def")).toEqual({ name: "operations/abc/def" });
  });

  test.each([
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    ".",
    "..",
    "a/../b",
    "a/./b",
    "a/%2e%2e/b",
    "a\\b",
    "a b",
    "http://a.example/b",
    "https://a.example/b",
    "..;/admin",
    "a/..%2fb",
  ])("%j is none", (name) => {
    expect(() => buildPath("x", template, { name })).toThrow(/name is not a valid id/);
  });
});

test.each([
  ["/graphql?id=:id", "/graphql"],
  ["/graphql?id=:id&v=3", "/graphql?v=3"],
  ["/graphql?v=3&id=:id", "/graphql?v=3"],
  ["/graphql?v=3&id=:id&w=4", "/graphql?v=3&w=4"],
  ["/graphql?a=:a&b=:b", "/graphql"],
  ["/v1/:id?v=3", "/v1/:id?v=3"],
])("beside a body %s is %s", (template, path) => {
  expect(pathBesideBody(template)).toBe(path);
});
