import { describe, expect, it } from "vitest";
import { assertSameOriginJson } from "../../../src/server/call/assertSameOriginJson";
import { fakeCall } from "../fakeCall";

const check = (headers: Record<string, string>) => () =>
  assertSameOriginJson(fakeCall({ "content-type": "application/json", ...headers }));

describe("a POST by a browser that tells no more than its origin", () => {
  it.each([
    ["https://app.example", "app.example"],
    ["https://app.example", "APP.example"],
    ["https://app.example", "app.example:443"],
    ["http://app.example", "app.example:80"],
    ["https://app.example:8080", "app.example:8080"],
    ["https://app.example:4430", "app.example:4430"],
  ])("from %s goes through to the host %s", (origin, host) => {
    expect(check({ origin, host })).not.toThrow();
  });

  it.each([
    ["https://app.example:80", "app.example:8080"],
    ["https://app.example0", "app.example:800"],
    ["https://evil.example", "app.example"],
    ["null", "null"],
  ])("from %s is refused by the host %s", (origin, host) => {
    expect(check({ origin, host })).toThrow(
      expect.objectContaining({
        httpStatus: 403,
        code: "CROSS_SITE",
        message: expect.stringMatching(/own origin/) as string,
      }),
    );
  });

  it("is refused where nothing tells which host it came to", () => {
    expect(check({ origin: "https://app.example" })).toThrow(
      expect.objectContaining({ httpStatus: 403, code: "CROSS_SITE" }),
    );
  });
});

describe("a body", () => {
  const ofType = (type: string | null) => () =>
    assertSameOriginJson(fakeCall(type === null ? {} : { "content-type": type }));

  it.each([
    "application/json",
    "application/json;charset=utf-8",
    "application/json ; charset=utf-8",
    "APPLICATION/JSON",
  ])("of type %s goes through", (type) => {
    expect(ofType(type)).not.toThrow();
  });

  it.each([null, "application/jsonp", "text/application/json", "application/json-patch+json"])(
    "of type %s is refused, with what to send",
    (type) => {
      expect(ofType(type)).toThrow(
        expect.objectContaining({
          httpStatus: 415,
          code: "UNSUPPORTED_MEDIA_TYPE",
          message: expect.stringMatching(/application\/json/) as string,
        }),
      );
    },
  );
});
