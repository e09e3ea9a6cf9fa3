import { describe, expect, it, vi } from "vitest";
import { nodeRequest } from "../../../src/server/node/NodeRequest";

const made = () => {
  const headers = vi.fn(() => new Headers({ cookie: "a=1", "x-two": "2" }));
  const controller = new AbortController();
  const signal = vi.fn(() => controller.signal);
  return {
    headers,
    signal,
    controller,
    request: nodeRequest({ url: "http://app.example/api/longrun/x?y=1", method: "GET", headers, signal }),
  };
};

describe("the request that authorize sees under node:http", () => {
  it("is a Request, with its URL, method and headers", () => {
    const { request } = made();
    expect(request).toBeInstanceOf(Request);
    expect([request.url, request.method, request.headers.get("cookie")]).toEqual([
      "http://app.example/api/longrun/x?y=1",
      "GET",
      "a=1",
    ]);
  });

  it("makes nothing that nobody looks at, and nothing twice", () => {
    const { request, headers, signal } = made();
    expect(request.url).not.toBe("");
    expect([headers.mock.calls.length, signal.mock.calls.length]).toEqual([0, 0]);
    expect(request.headers).toBe(request.headers);
    expect([headers.mock.calls.length, signal.mock.calls.length]).toEqual([1, 0]);
  });

  it("has everything else that a Request has", async () => {
    const { request, controller } = made();
    const plain = new Request("http://app.example/");
    for (const name of Object.getOwnPropertyNames(Request.prototype))
      if (name !== "constructor")
        expect(typeof request[name as keyof Request], name).toBe(typeof plain[name as keyof Request]);
    expect([request.body, request.bodyUsed, await request.text()]).toEqual([null, false, ""]);
    const copy = request.clone();
    expect(new Request(copy).headers.get("x-two")).toBe("2");
    controller.abort();
    expect([request.signal.aborted, copy.signal.aborted]).toEqual([true, true]);
  });

  it("keeps what somebody adds to it, and is no promise", async () => {
    const { request, headers } = made();
    Object.assign(request, { user: "ada" });
    expect([Reflect.get(request, "user"), await request, headers.mock.calls.length]).toEqual(["ada", request, 0]);
    expect(() => Object.assign(request, { url: "http://other.example/" })).toThrow(TypeError);
  });

  it("needs no Request to be there when its module is loaded", async () => {
    vi.stubGlobal("Request", undefined);
    vi.resetModules();
    try {
      await expect(import("../../../src/server/node/NodeRequest")).resolves.toHaveProperty("nodeRequest");
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
