import { createRelay, toNodeListener, type RelayIncident, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { shortName, peerName } from "../../src/server/visitor/Visitors";
import { defineOperation } from "./customOperation";
import { serve } from "./upstream";

const EVENTS = "https://app.example/api/longrun/events?watch=acme/v1/renders/r1";

/** A relay where each visitor may have one stream; `open` gives the status that a stream is answered with. */
function relayOf(options: Partial<RelayOptions> = {}) {
  const incidents: RelayIncident[] = [];
  const relay = createRelay({
    upstreams: { acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")] } },
    authorize: () => true,
    push: { maxStreamsPerVisitor: 1 },
    fetch: () => Promise.resolve(Response.json({ renderId: "r1", status: "done" })),
    onError: (incident) => incidents.push(incident),
    ...options,
  });
  onTestFinished(() => relay.close());
  const open = async (remoteAddress: unknown, headers: Record<string, string> = {}): Promise<number> =>
    (await relay.handle(new Request(EVENTS, { headers }), { remoteAddress } as object)).status;
  return { relay, open, incidents, said: () => incidents.map(({ message }) => message) };
}

describe("a visitor is named by", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:C000:0201", "192.0.2.1"],
    ["2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"],
    ["2001:DB8:0000:0007::9", "2001:db8:0:7::/64"],
    ["2001:db8:0:8::9", "2001:db8:0:8::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
    ["::ffff:0:192.0.2.1", "0:0:0:0::/64"],
    // No IPv4 address, though it has the mark of one: one network must not be as many visitors as it likes.
    ["2001:db8:0:7:0:ffff:c000:201", "2001:db8:0:7::/64"],
    ["1::6:7:8:9:a", "1:0:0:6::/64"],
    ["a pipe", "a pipe"],
    ["not:an:address", "not:an:address"],
    ["[::1]/x", "[::1]/x"],
    ["x".repeat(500), "x".repeat(64)],
  ])("the address %s as %s", (address, name) => {
    expect(peerName(address)).toBe(name);
  });

  it("its address, whatever headers it sends", async () => {
    const { open } = relayOf();
    expect(await open("192.0.2.1", { cookie: "a=1" })).toBe(200);
    expect(
      await open("192.0.2.1", { cookie: "a=2", "x-forwarded-for": "203.0.113.9", authorization: "Bearer 2" }),
    ).toBe(429);
    expect(await open("::ffff:192.0.2.1")).toBe(429);
    expect(await open("192.0.2.2", { cookie: "a=1" })).toBe(200);
    expect(await open("2001:db8::1")).toBe(200);
    expect(await open("2001:db8::ffff")).toBe(429);
  });

  it("the whole of a long name, of which 71 characters are kept", async () => {
    const { open } = relayOf({ visitorOf: (request) => request.headers.get("x-user") });
    const long = "u".repeat(5_000);
    expect([
      await open("192.0.2.1", { "x-user": `${long}1` }),
      await open("192.0.2.1", { "x-user": `${long}2` }),
      await open("192.0.2.1", { "x-user": `${long}1` }),
    ]).toEqual([200, 200, 429]);
    const made = await shortName(long);
    expect([made.length, (await shortName(made)) === made, await shortName("u".repeat(64))]).toEqual([
      71,
      false,
      "u".repeat(64),
    ]);
  });

  it("the address of its socket under node:http, also where the relay is wrapped", async () => {
    for (const wrap of [false, true]) {
      const { relay } = relayOf();
      const { url } = await serve(toNodeListener(wrap ? { ...relay } : relay));
      const open = async (cookie: string): Promise<number> =>
        (await fetch(url + new URL(EVENTS).pathname + new URL(EVENTS).search, { headers: { cookie } })).status;
      expect([await open("a=1"), await open("a=2")]).toEqual([200, 429]);
      // Nobody else is counted as this address is.
      expect((await relay.handle(new Request(EVENTS))).status).toBe(200);
    }
  });

  it("what visitorOf says, asked once for a request", async () => {
    let asked = 0;
    const visitorOf = async (request: Request): Promise<string | null> => {
      asked += 1;
      return Promise.resolve(request.headers.get("x-user"));
    };
    const { open } = relayOf({ visitorOf });
    expect(await open("192.0.2.1", { "x-user": "ada" })).toBe(200);
    expect(await open("192.0.2.2", { "x-user": "ada" })).toBe(429);
    expect(await open("192.0.2.1", { "x-user": "bob" })).toBe(200);
    expect(asked).toBe(3);
    // A user's id that looks like an address is not that address.
    expect(await open("192.0.2.3", { "x-user": "192.0.2.1" })).toBe(200);
    expect(await open("192.0.2.1")).toBe(200);
    expect(await open("192.0.2.1")).toBe(429);
  });

  it.each<[string, () => unknown]>([
    ["null", () => null],
    ["an empty string", () => ""],
    ["a number", () => 7],
    ["an object", () => ({})],
    [
      "a throw",
      () => {
        throw new Error("no session");
      },
    ],
    ["a rejection", () => Promise.reject(new Error("no session"))],
  ])("its address where visitorOf gives %s", async (_, visitorOf) => {
    const { open, said } = relayOf({ visitorOf: visitorOf as never });
    expect([await open("192.0.2.1"), await open("192.0.2.1"), await open("192.0.2.2")]).toEqual([200, 429, 200]);
    expect(said().every((message) => message.startsWith("visitorOf failed"))).toBe(true);
  });
});

describe("where no address is known", () => {
  it.each([undefined, "", 7, null, { address: "192.0.2.1" }])(
    "all visitors are one (remoteAddress: %j)",
    async (address) => {
      const { open } = relayOf();
      expect([await open(address, { cookie: "a=1" }), await open(address, { cookie: "a=2" })]).toEqual([200, 429]);
    },
  );

  it("whatever a framework passes as a second argument is passed over", async () => {
    const { relay } = relayOf({ push: { maxStreamsPerVisitor: 4 } });
    for (const from of [{ params: Promise.resolve({}) }, () => "192.0.2.1", null, "192.0.2.1"])
      expect((await relay.handle(new Request(EVENTS), from as object)).status).toBe(200);
    expect((await relay.GET(new Request(EVENTS))).status).toBe(429);
  });

  it("whoever runs the relay is told so once, and not where visitorOf is given", async () => {
    const { open, said } = relayOf();
    await open(undefined);
    await open(undefined);
    expect(said()).toEqual([expect.stringMatching(/Give visitorOf, or pass handle\(request, \{ remoteAddress \}\)/)]);
    const named = relayOf({ visitorOf: () => null });
    expect([await named.open(undefined), await named.open(undefined)]).toEqual([200, 429]);
    expect(named.said()).toEqual([]);
  });
});

it("a refusal of an address behind which a proxy seems to stand is told once, and one of a visitor who came directly is not", async () => {
  const { open, said } = relayOf();
  await open("192.0.2.1");
  await open("192.0.2.1");
  expect(said()).toEqual([]);
  await open("192.0.2.1", { "x-forwarded-for": "203.0.113.9" });
  await open("192.0.2.1", { forwarded: "for=203.0.113.9" });
  expect(said()).toEqual([
    expect.stringMatching(/come through your proxy count as one, by its address\. Give visitorOf/),
  ]);
  expect(JSON.stringify(said())).not.toContain("192.0.2.1");
});

it.each(["x-forwarded-for", "forwarded"])("the header %s alone tells of a proxy", async (name) => {
  const { open, said } = relayOf();
  for (const header of ["203.0.113.9", "203.0.113.10"]) await open("192.0.2.1", { [name]: header });
  expect(said()).toHaveLength(1);
});
