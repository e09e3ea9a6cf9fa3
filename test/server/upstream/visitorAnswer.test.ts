import { describe, expect, it } from "vitest";
import type { UpstreamAnswer } from "../../../src/server/upstream/askUpstream";
import { isKeyRefused, visitorAnswer } from "../../../src/server/upstream/visitorAnswer";

function answered(status: number, json: unknown, headers: Record<string, string> = {}): UpstreamAnswer {
  return { status, headers: new Headers(headers), text: JSON.stringify(json) ?? "<html>", json };
}

const give = (status: number, json: unknown, headers?: Record<string, string>) =>
  visitorAnswer("acme.render", answered(status, json, headers), "req_1");

describe("a visitor gets of an upstream's answer", () => {
  it("its status, its JSON as it came and the headers that travel, under the relay's own id", () => {
    expect(
      give(202, { a: 1 }, { etag: '"1"', "x-ratelimit-limit": "60", "set-cookie": "a=1", "content-type": "text/html" }),
    ).toEqual({
      status: 202,
      headers: {
        "content-type": "application/json",
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
        "x-request-id": "req_1",
        "x-ratelimit-limit": "60",
        etag: '"1"',
      },
      body: '{"a":1}',
    });
    expect(give(200, {}).headers).not.toHaveProperty("etag");
  });

  it("of headers about rate limits those four that are documented, and no tag that is none", () => {
    const told = {
      "x-ratelimit-limit": "60",
      "x-ratelimit-remaining": "1",
      "x-ratelimit-reset": "9",
      "x-ratelimit-endpoint-class": "read-light",
    };
    const { headers } = give(404, {}, { ...told, "x-ratelimit-other": "1", etag: `"${"x".repeat(9_000)}"` });
    expect(
      Object.fromEntries(Object.entries(headers).filter(([name]) => /^(etag|x-ratelimit-.*)$/.test(name))),
    ).toEqual(told);
  });

  it.each([
    [399, "private, no-cache"],
    [400, "no-store"],
    [503, "no-store"],
  ])("of status %i one that is kept as %s", (status, cached) => {
    expect(give(status, {}).headers["cache-control"]).toBe(cached);
  });

  it.each<[number, unknown, object]>([
    [500, undefined, { httpStatus: 500, code: "SERVER_ERROR", message: "acme.render: the upstream failed." }],
    [503, "text", { httpStatus: 503, code: "SERVER_ERROR" }],
    [
      499,
      undefined,
      {
        httpStatus: 502,
        code: "INVALID_RESPONSE",
        message: expect.stringMatching(/^acme\.render: .*not JSON\. Check the relay's baseUrl\.$/) as string,
      },
    ],
    [200, null, { httpStatus: 502, code: "INVALID_RESPONSE" }],
    [200, 7, { httpStatus: 502, code: "INVALID_RESPONSE" }],
  ])("of status %i and %j an error of the relay's own", (status, json, error) => {
    expect(() => give(status, json)).toThrow(expect.objectContaining(error));
  });

  it("nothing where it refused the relay's key", () => {
    const refused = (status: number): unknown =>
      expect.objectContaining({
        httpStatus: 502,
        code: "RELAY_KEY_REFUSED",
        operation: "acme.render",
        details: { upstreamStatus: status },
      });
    expect(() => give(401, { success: false, status: "active" })).toThrow(refused(401));
    expect(() => give(403, {})).toThrow(refused(403));
  });
});

it.each<[number, unknown, boolean]>([
  [401, { success: false, status: "x" }, true],
  [403, { success: false, status: "subscription_required" }, false],
  [403, { success: true, status: "subscription_required" }, true],
  [403, { success: false, status: 7 }, true],
  [403, { success: false }, true],
  [403, null, true],
  [403, undefined, true],
  [403, "text", true],
  [400, {}, false],
  [404, null, false],
])("an answer of status %i with %j to a line request refuses the key: %j", (status, json, expected) => {
  expect(isKeyRefused("tuco.line-request", answered(status, json))).toBe(expected);
});

it.each(["layers.job", "layers.lease-request", "acme.render"])(
  "a 403 that tells a state refuses the key where %s documents none",
  (operation) => {
    expect(isKeyRefused(operation, answered(403, { success: false, status: "subscription_required" }))).toBe(true);
  },
);
