import { describe, expect, test } from "vitest";
import { errorFromAnswer } from "../../../src/client/http/errorFromAnswer";

const NOW_MS = Date.UTC(2026, 3, 18, 19, 20, 0);

function errorOf(status: number, body?: unknown, headers: Record<string, string> = {}) {
  return errorFromAnswer("layers.job", { status, headers: new Headers(headers) }, body, NOW_MS);
}

describe("whether asking again may help", () => {
  const MAY_HEAL = new Set([408, 425, 429]);
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);

  test.each(statuses)("after HTTP %i", (status) => {
    expect(errorOf(status)).toMatchObject({
      httpStatus: status,
      retryable: status >= 500 || MAY_HEAL.has(status),
      operation: "layers.job",
    });
  });

  test("is not the answer's to say", () => {
    expect(errorOf(404, { error: { code: "SERVER_ERROR", retryable: true } }).retryable).toBe(false);
    expect(errorOf(503, { error: { code: "NOT_FOUND", retryable: false } }).retryable).toBe(true);
  });
});

test.each([
  [400, "REQUEST_REFUSED"],
  [401, "UNAUTHENTICATED"],
  [402, "READ_ONLY"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [408, "TIMEOUT"],
  [409, "CONFLICT"],
  [410, "NOT_FOUND"],
  [418, "REQUEST_REFUSED"],
  [422, "REQUEST_REFUSED"],
  [429, "RATE_LIMITED"],
  [500, "SERVER_ERROR"],
  [599, "SERVER_ERROR"],
])("HTTP %i that names no code is %s", (status, code) => {
  for (const body of [
    undefined,
    null,
    "",
    "<html>",
    5,
    [],
    {},
    { error: "Unauthorized" },
    { error: null },
    { error: [] },
  ])
    expect(errorOf(status, body).code).toBe(code);
});

describe("the envelope of Layers", () => {
  test("gives code, requestId and details", () => {
    const body = {
      error: {
        code: "FORBIDDEN_SCOPE",
        message: "Key lacks jobs:read.",
        requestId: "req_01H",
        details: { scope: "jobs:read" },
      },
    };
    expect(errorOf(403, body)).toMatchObject({
      code: "FORBIDDEN_SCOPE",
      requestId: "req_01H",
      details: { scope: "jobs:read" },
    });
  });

  test("may call its details data", () => {
    expect(errorOf(409, { error: { code: "CONFLICT", data: { stage: "opening_pr" } } }).details).toEqual({
      stage: "opening_pr",
    });
  });
});

describe("the envelope of Tuco", () => {
  test("gives the code beside the sentence", () => {
    expect(errorOf(402, { error: "Workspace is read-only", code: "READ_ONLY" }).code).toBe("READ_ONLY");
    expect(errorOf(400, { error: "Invalid line request id" })).toMatchObject({
      code: "REQUEST_REFUSED",
      details: undefined,
    });
  });

  test("that refuses an action keeps what it says of it", () => {
    const body = {
      success: false,
      status: "subscription_required",
      message: "Subscribe first.",
      redirect: "https://x.example",
    };
    expect(errorOf(403, body)).toMatchObject({ code: "FORBIDDEN", details: body });
  });
});

test.each(["not_found", "Not Found", "NOT FOUND", "", "A".repeat(65), "__proto__", "SECRET\nX", 404, null, {}])(
  "a code of %j is none",
  (code) => {
    expect(errorOf(404, { error: { code } }).code).toBe("NOT_FOUND");
  },
);

test("the id of the request may come in a header; one that is no plain token is left out", () => {
  expect(errorOf(500, undefined, { "x-request-id": "req-7" }).requestId).toBe("req-7");
  expect(errorOf(500, { error: { requestId: "a b" } }, { "x-request-id": "<script>" }).requestId).toBeUndefined();
});

test("the wait that the server asks for is passed on", () => {
  expect(errorOf(429, undefined, { "retry-after": "7" }).retryAfterMs).toBe(7_000);
  expect(errorOf(503, undefined, { "retry-after": "Sat, 18 Apr 2026 19:20:30 GMT" }).retryAfterMs).toBe(30_000);
  expect(errorOf(429, undefined, { "retry-after": "soon" }).retryAfterMs).toBeUndefined();
});

test("the message names the operation, the answer and what to do", () => {
  expect(errorOf(404, { error: { code: "NOT_FOUND", message: "Unknown jobId." } }).message).toBe(
    "layers.job: HTTP 404 NOT_FOUND. Check the id; it may belong to somebody else.",
  );
});
