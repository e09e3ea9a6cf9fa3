import { describe, expect, it } from "vitest";
import { callOfNode } from "../../../src/server/node/callOfNode";
import type { NodeIncoming } from "../../../src/server/node/NodeIncoming";

function incoming(more: Partial<NodeIncoming> = {}): NodeIncoming {
  return {
    url: "/a",
    headers: { host: "app.example" },
    on: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    destroy: () => undefined,
    ...more,
  };
}

const callOf = (more: Partial<NodeIncoming> = {}) => callOfNode(incoming(more), () => new AbortController().signal);

const refusal = (why: string): unknown =>
  expect.objectContaining({ httpStatus: 400, code: "BAD_REQUEST", message: expect.stringContaining(why) as string });

describe("the target of a request", () => {
  it.each<[string, string, string]>([
    ["/", "/", "http://app.example/"],
    ["/api/jobs/job_1", "/api/jobs/job_1", "http://app.example/api/jobs/job_1"],
    ["/api/jobs?watch=a/b&watch=c%20d", "/api/jobs", "http://app.example/api/jobs?watch=a/b&watch=c%20d"],
    ["/api/jobs?", "/api/jobs", "http://app.example/api/jobs?"],
    ["/api/../whoami", "/whoami", "http://app.example/whoami"],
    ["/api/%2e%2e/whoami", "/whoami", "http://app.example/whoami"],
    ["/api/./jobs", "/api/jobs", "http://app.example/api/jobs"],
    ["/api\\jobs", "/api/jobs", "http://app.example/api/jobs"],
    ["/api/jobs/#x", "/api/jobs/", "http://app.example/api/jobs/#x"],
    ["/api/jobs/a b", "/api/jobs/a%20b", "http://app.example/api/jobs/a%20b"],
    ["//evil.example/x", "//evil.example/x", "http://app.example//evil.example/x"],
    [
      "/api/jobs?redirect=http://evil.example/?x#y",
      "/api/jobs",
      "http://app.example/api/jobs?redirect=http://evil.example/?x#y",
    ],
  ])("%s is the path %s on the server's own origin", (url, path, whole) => {
    const call = callOf({ url });
    expect([call.path, call.request().url]).toEqual([path, whole]);
    expect(new URL(call.request().url).host).toBe("app.example");
  });

  it.each(["http://evil.example/api", "*", "evil", "@evil.example/", ":80/x", ".evil.example/", "", "x/api"])(
    "%j is no path",
    (url) => {
      expect(() => callOf({ url })).toThrow(refusal("its target is no path"));
    },
  );

  it("is the one that Express had before it cut the mount point off; without any it is the root", () => {
    expect(callOf({ url: "/jobs", originalUrl: "/api/jobs" }).path).toBe("/api/jobs");
    expect(callOf({ url: undefined }).path).toBe("/");
  });

  it("has a query, read only when asked for", () => {
    expect(callOf({ url: "/api?watch=a/b&watch=c%20d" }).query().getAll("watch")).toEqual(["a/b", "c d"]);
    expect([...callOf({ url: "/api" }).query()]).toEqual([]);
  });
});

describe("the host", () => {
  it.each([
    ["app.example", "http://app.example/a"],
    ["app.example:8080", "http://app.example:8080/a"],
    ["APP.example", "http://app.example/a"],
    ["127.0.0.1:3000", "http://127.0.0.1:3000/a"],
    ["[::1]:3000", "http://[::1]:3000/a"],
    ["[2001:DB8::1]", "http://[2001:db8::1]/a"],
    ["app.example:", "http://app.example/a"],
    ["bücher.example", "http://xn--bcher-kva.example/a"],
  ])("%s is one", (host, url) => {
    expect(callOf({ headers: { host } }).request().url).toBe(url);
  });

  it.each([
    "",
    "a/b",
    "a b",
    "a\\b",
    "a?b",
    "a#b",
    "user@app.example",
    "user:pass@app.example",
    "app.example:80:80",
    "app.example:port",
    "app.example:80x",
    "app.example:99999",
    "[::1",
    "::1]",
    "[::1]x",
    "x[::1]",
    "[zz]",
    "[]",
    "a\u0000b",
    "a\u200bb",
    " app.example",
    "app.example ",
    "%zz",
  ])("%j is none", (host) => {
    expect(() => callOf({ headers: { host } })).toThrow(refusal("its Host header is none"));
  });

  it("that comes twice is refused, whatever it says, since a proxy may have looked at the other one", () => {
    const twice =
      (...names: string[]) =>
      () =>
        callOf({ rawHeaders: names.flatMap((name) => [name, "app.example"]) });
    expect(twice("Host", "host")).toThrow(refusal("more than one Host header"));
    expect(twice("Accept", "HOST", "x-host", "hOsT")).toThrow(refusal("more than one Host header"));
    expect(twice("Host", "x-forwarded-host", "date", "date")).not.toThrow();
    // A value is no name.
    expect(() => callOf({ rawHeaders: ["host", "app.example", "x-a", "host", "x-b", "host"] })).not.toThrow();
  });

  it("is refused each time, also after a good one", () => {
    for (const host of ["app.example", "a b", "app.example", "a b"]) {
      const open = () => callOf({ headers: { host } });
      if (host === "a b") expect(open).toThrow(refusal("its Host header is none"));
      else expect(open).not.toThrow();
    }
  });

  it("may be missing, as in HTTP/1.0", () => {
    expect(callOf({ headers: {} }).request().url).toBe("http://localhost/a");
  });

  it("that is a list is none", () => {
    expect(() => callOf({ headers: { host: ["app.example", "evil.example"] } })).toThrow(
      refusal("its Host header is none"),
    );
  });
});

describe("the socket", () => {
  it.each<[object | undefined, string]>([
    [{ encrypted: true }, "https://app.example/a"],
    [{ encrypted: false }, "http://app.example/a"],
    [{ encrypted: "yes" }, "http://app.example/a"],
    [{}, "http://app.example/a"],
    [undefined, "http://app.example/a"],
  ])("%j makes the URL %s", (socket, url) => {
    expect(callOf({ socket }).request().url).toBe(url);
  });

  it("tells whose the call is, as long as it is open", () => {
    const socket: { remoteAddress: unknown } = { remoteAddress: "192.0.2.1" };
    const call = callOf({ socket });
    socket.remoteAddress = undefined;
    expect(call.remoteAddress).toBe("192.0.2.1");
    for (const remoteAddress of [undefined, "", 7, null])
      expect(callOf({ socket: { remoteAddress } }).remoteAddress).toBeNull();
    expect([callOf({ socket: {} }).remoteAddress, callOf({ socket: undefined }).remoteAddress]).toEqual([null, null]);
  });
});

describe("a request", () => {
  const headers = {
    host: "app.example",
    cookie: "a=1; b=2",
    "x-list": ["1", "2"],
    "set-cookie": ["a=1", "b=2"],
    "x-none": undefined,
    ":path": "/a",
    "x-bad": "a\u0000b",
    "bad name": "1",
  };

  it("has each header as one text, by its lower-case name", () => {
    const call = callOf({ headers });
    expect(["cookie", "x-list", "x-none", "x-absent"].map((name) => call.header(name))).toEqual([
      "a=1; b=2",
      "1, 2",
      null,
      null,
    ]);
  });

  it("shows authorize the headers that the Fetch standard knows, and passes over the others", () => {
    expect([...callOf({ headers }).request().headers]).toEqual([
      ["cookie", "a=1; b=2"],
      ["host", "app.example"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x-list", "1, 2"],
    ]);
  });

  it.each([
    [undefined, "GET", "GET"],
    ["POST", "POST", "POST"],
    ["TRACE", "TRACE", "GET"],
    ["CONNECT", "CONNECT", "GET"],
    ["track", "track", "GET"],
    ["TRACER", "TRACER", "TRACER"],
    ["XTRACE", "XTRACE", "XTRACE"],
  ])("by the method %s is a call of %s, and shown as %s", (method, called, shown) => {
    const call = callOf({ method });
    expect([call.method, call.request().method]).toEqual([called, shown]);
  });

  it("is made once", () => {
    const call = callOf();
    expect(call.request()).toBe(call.request());
  });
});
