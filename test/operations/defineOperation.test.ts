import * as z from "zod/mini";
import { defineAction, defineOperation, fixed, type OperationConfig, type StatusTable } from "longrun";
import { describe, expect, test } from "vitest";

const config = {
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/teams/:teamId/renders/:renderId",
  schema: z.looseObject({ renderId: z.string() }),
  statuses: { queued: null, done: "success", error: "failure" },
} as const;

/** As JavaScript calls it: nothing but the run time checks what it passes. */
function define(change: object): () => unknown {
  // The changes are wrong on purpose, which the compiler would not let through.
  return () => defineOperation({ ...config, ...change } as OperationConfig<unknown, StatusTable, string>);
}

test("an operation is its definition and the names of its parameters, in the order of the path", () => {
  expect(defineOperation(config)).toEqual({ ...config, params: ["teamId", "renderId"] });
});

test("nobody can change an operation after it is defined", () => {
  const operation = defineOperation(config);
  expect([operation, operation.params, operation.statuses].map((part) => Object.isFrozen(part))).toEqual([
    true,
    true,
    true,
  ]);
});

test("the definition that was passed in stays the caller's own", () => {
  const statuses: Record<string, "success" | null> = { queued: null, done: "success" };
  const operation = defineOperation({ ...config, statuses });
  statuses["archived"] = "success";
  expect(Object.keys(operation.statuses)).toEqual(["queued", "done"]);
});

test.each(["acme", "acme.render", "acme.video-render", "acme2.render_3"])("%j is a name", (name) => {
  expect(define({ name })).not.toThrow();
});

test.each(["", " ", ".", "acme.", "acme..render", "acme/render", "acme render", "acmé", "a\n", undefined, null, 5])(
  "%j is no name",
  (name) => {
    expect(define({ name })).toThrow(/^defineOperation\(.*\): name must be letters and digits/);
  },
);

test.each(["", "acme.render", "../layers", "a/b", "a b", undefined, null])("%j is no endpoint", (endpoint) => {
  expect(define({ endpoint })).toThrow(/^defineOperation\("acme\.render"\): endpoint must be/);
});

test.each([
  "/:id",
  "/v1/renders/:renderId",
  "/v1.2/~me/render-list/:id/state",
  "/.well-known/:id",
  "/v1/:id?full=1",
  "/v1/x?team=:team&v=2",
  "/v1beta/:name*",
])("%j is a path", (path) => {
  expect(define({ path })).not.toThrow();
});

test.each([
  "",
  "v1/:id",
  "/v1/:id/",
  "/v1//:id",
  "/v1/:id#top",
  "https://acme.example/:id",
  "/v1/%2e%2e/:id",
  "/v1/../:id",
  "/./:id",
  "/v1/:id/..",
  "/v1/a:id",
  "/v1/::id",
  "/v1/:",
  "/v1/:render-id",
  "/v1/:__proto__",
  "/v1/:id\n",
  undefined,
])("%j is no path", (path) => {
  expect(define({ path })).toThrow(/path must be a template such as/);
});

test("a path names at least one parameter, and each of them once", () => {
  expect(define({ path: "/v1/renders" })).toThrow("path must name at least one parameter");
  expect(define({ path: "/v1/:id/parts/:id" })).toThrow("path must name each parameter once");
});

test.each([[{}], [{ queued: null }], [{ queued: null, rendering: null }]])(
  "statuses without an end (%j) would be polled for ever",
  (statuses) => {
    expect(define({ statuses })).toThrow("at least one terminal status");
  },
);

test.each([undefined, null, "done"])("%j is no table of statuses", (statuses) => {
  expect(define({ statuses })).toThrow("statuses must be a table");
});

test.each(["done", true, undefined, 0, "constructor"])("a status can't mean %j", (outcome) => {
  expect(define({ statuses: { done: "success", odd: outcome } })).toThrow("every status must map to");
});

test("'unknown' can't be one of the statuses, since it stands for all others", () => {
  expect(define({ statuses: { unknown: null, done: "success" } })).toThrow("must not name 'unknown'");
});

test.each([undefined, null, {}, { "~standard": {} }, () => true])(
  "schema %j is refused, since it validates nothing",
  (schema) => {
    expect(define({ schema })).toThrow("schema must be a zod, zod/mini or other Standard Schema");
  },
);

test.each([
  ["cadence", 5_000],
  ["read", {}],
])("%s must be a function", (part, value) => {
  expect(define({ [part]: value })).toThrow(`${part} must be a function`);
  expect(define({ [part]: fixed(5_000) })).not.toThrow();
});

test.each([60_000, 0.5, Infinity, () => 60_000, undefined])("stalledAfterMs may be %s", (stalledAfterMs) => {
  expect(define({ stalledAfterMs })).not.toThrow();
});

test.each([0, -1, NaN, "60000", null, {}])("stalledAfterMs can't be %j", (stalledAfterMs) => {
  expect(define({ stalledAfterMs })).toThrow(
    'defineOperation("acme.render"): stalledAfterMs must be a number of milliseconds above 0, or a function',
  );
});

test.each(["/v1/:id?", "/v1/:id?full", "/v1/:id?a=:b-c", "/v1/:id?a=1?b=2"])("%j has no query that works", (path) => {
  expect(define({ path })).toThrow(/path must have a query such as/);
});

test.each(["/v1/:id*/x", "/v1/:id*:cancel", "/v1/:id**"])("%j has no whole path that works", (path) => {
  expect(define({ path })).toThrow(/whole-path parameter \(:name\*\) only at its end/);
});

describe("a definition with more of the language", () => {
  const render = {
    ...config,
    path: "/v1/renders/:renderId",
  };

  test.each([
    [{ method: "PUT" }, /method must be "GET" or "POST"/],
    [{ method: "GET", body: () => ({}) }, /a GET has no body/],
    [{ body: {} }, /body must be a function/],
    [{ ids: [] }, /ids must be a table/],
    [{ ids: { jobId: /^a$/ } }, /ids\.jobId is no parameter of the path, which has renderId/],
    [{ ids: { renderId: "a" } }, /ids\.renderId must be a regular expression/],
    [{ ids: { renderId: /a$/ } }, /anchored at both ends/],
    [{ ids: { renderId: /^a/ } }, /anchored at both ends/],
    [{ ids: { renderId: /^a$/g } }, /neither the flag g nor y/],
    [{ actions: [] }, /actions must be a table/],
    [{ actions: { read: { path: "/a" } } }, /must not be called "read"/],
    [{ actions: { cancel: "x" } }, /actions\.cancel must be made by defineAction/],
    [{ actions: { cancel: { path: "a" } } }, /actions\.cancel: path must be a template/],
    [{ actions: { cancel: { path: "/a", method: "GET" } } }, /actions\.cancel: method must be/],
    [
      { actions: { stop: { path: "/a" }, cancel: { path: "/a", method: "POST" } } },
      /there is another action that is "POST \/a"/,
    ],
    [{ actions: { cancel: { path: "/a", body: {} } } }, /actions\.cancel: body must be a function/],
    [{ actions: { cancel: { path: "/a", input: {} } } }, /actions\.cancel: input must be/],
  ])("%o is refused with a sentence", (more, sentence) => {
    expect(() => defineOperation({ ...render, ...more } as never)).toThrow(sentence);
  });

  test("binds its actions to itself, by name", () => {
    const operation = defineOperation({
      ...render,
      actions: {
        cancel: defineAction({ method: "DELETE", path: "/v1/renders/:renderId" }),
        start: defineAction({ path: "/v1/renders", creates: true }),
      },
    });
    expect(operation.actions.cancel).toMatchObject({ name: "cancel", method: "DELETE", params: ["renderId"] });
    expect(operation.actions.cancel.operation).toBe(operation);
    expect(operation.actions.start).toMatchObject({ name: "start", method: "POST", params: [], creates: true });
    expect(Object.isFrozen(operation.actions) && Object.isFrozen(operation.actions.start)).toBe(true);
  });
});
