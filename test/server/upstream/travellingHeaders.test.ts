import { expect, it } from "vitest";
import { headersToUpstream, headersToVisitor } from "../../../src/server/upstream/travellingHeaders";

const everything = {
  "idempotency-key": "b9c1f1f0",
  cookie: "a=1",
  authorization: "Bearer x",
  "set-cookie": "a=1",
  "retry-after": "7",
  "x-request-id": "up_1",
  "x-ratelimit-limit": "60",
  "x-ratelimit-remaining": "1",
  "x-my-ratelimit-limit": "60",
  "content-type": "text/html",
  location: "https://evil.example",
};

it("an action takes its idempotency key along, and nothing else", () => {
  expect(headersToUpstream((name) => new Headers(everything).get(name))).toEqual({ "idempotency-key": "b9c1f1f0" });
  expect(headersToUpstream(() => null)).toEqual({});
});

it("an answer brings when to come again, its id and its limits back, and nothing else", () => {
  expect(headersToVisitor(new Headers(everything))).toEqual({
    "retry-after": "7",
    "x-request-id": "up_1",
    "x-ratelimit-limit": "60",
    "x-ratelimit-remaining": "1",
  });
});

it.each([
  ["x".repeat(512), true],
  ["x".repeat(513), false],
  ["", true],
  ["a b~", true],
  ["a\tb", false],
  ["ä", false],
  ["äb", false],
  ["bä", false],
])("the value %j travels: %j", (value, travels) => {
  expect(headersToUpstream(() => value)).toEqual(travels ? { "idempotency-key": value } : {});
  expect(headersToVisitor(new Headers({ "x-request-id": value }))).toEqual(travels ? { "x-request-id": value } : {});
});
