import { describe, expect, test } from "vitest";
import { rateLimit, retryAfterMs } from "../../../src/client/http/answerHeaders";

const NOW_MS = Date.UTC(2026, 3, 18, 19, 20, 0);
const DAY_MS = 86_400_000;

describe("Retry-After", () => {
  test.each([
    ["0", 0],
    ["5", 5_000],
    [" 5 ", 5_000],
    ["0.5", 500],
    ["Sat, 18 Apr 2026 19:20:30 GMT", 30_000],
    ["Sat, 18 Apr 2026 19:19:30 GMT", 0],
    ["86401", DAY_MS],
    ["9".repeat(400), DAY_MS],
    ["Sat, 18 Apr 9999 19:20:30 GMT", DAY_MS],
  ])("%j is %i ms", (value, ms) => {
    expect(retryAfterMs(new Headers({ "retry-after": value }), NOW_MS)).toBe(ms);
  });

  test.each([
    "",
    " ",
    "soon",
    "-5",
    "+5",
    "1e3",
    "0x10",
    "5s",
    "5, 10",
    "1.",
    "NaN",
    "Infinity",
    "banana 5",
    "banana GMT",
    "tomorrow GMT",
  ])("%j says nothing", (value) => {
    expect(retryAfterMs(new Headers({ "retry-after": value }), NOW_MS)).toBeUndefined();
  });

  test("that is missing says nothing", () => {
    expect(retryAfterMs(new Headers(), NOW_MS)).toBeUndefined();
  });
});

describe("X-RateLimit", () => {
  function read(values: Record<string, string>) {
    return rateLimit(
      new Headers(Object.fromEntries(Object.entries(values).map(([name, value]) => [`x-ratelimit-${name}`, value]))),
      NOW_MS,
    );
  }

  test.each([
    ["seconds from now", "30"],
    ["Unix seconds", String(NOW_MS / 1_000 + 30)],
    ["Unix milliseconds", String(NOW_MS + 30_000)],
  ])("tells limit, remaining and the end of the minute, in %s", (_, reset) => {
    expect(read({ limit: "120", remaining: "7", reset })).toEqual({
      limit: 120,
      remaining: 7,
      resetAtMs: NOW_MS + 30_000,
    });
  });

  test("may tell the limit alone", () => {
    expect(read({ limit: "120" })).toEqual({ limit: 120, remaining: null, resetAtMs: null });
    expect(read({ limit: "120", remaining: "many", reset: "soon" })).toEqual({
      limit: 120,
      remaining: null,
      resetAtMs: null,
    });
  });

  test.each(["", "0", "0.5", "-1", "unlimited", "NaN", "1e9", "120, 120", "120;w=60"])(
    "with limit %j tells nothing",
    (limit) => {
      expect(read({ limit, remaining: "1", reset: "1" })).toBeNull();
    },
  );

  test("that is missing tells nothing", () => {
    expect(read({ remaining: "1", reset: "1" })).toBeNull();
  });
});
