import { createRelay, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { defineOperation } from "./customOperation";
import { listenTo } from "./eventSource";
import { KEY } from "./upstream";

const COOKIE = "session=a-long-random-session-id";

/** A relay, and the tag by which it names the session that a read was granted to. */
function relayOf(options: Partial<RelayOptions> = {}) {
  const relay = createRelay({
    upstreams: {
      acme: { baseUrl: "https://acme.example", headers: { "x-api-key": KEY }, operations: [defineOperation("acme")] },
    },
    authorize: ({ request }) => request.headers.get("cookie") !== "refused",
    fetch: () => Promise.resolve(Response.json({ renderId: "r1", status: "done" })),
    onError: () => undefined,
    ...options,
  });
  onTestFinished(() => relay.close());
  const read = (headers: Record<string, string>, wants = true): Promise<Response> =>
    relay.handle(
      new Request("https://app.example/api/longrun/acme/v1/renders/r1", {
        headers: { ...headers, ...(wants ? { "x-longrun-push": "1" } : {}) },
      }),
    );
  const tagOf = async (headers: Record<string, string>): Promise<string> =>
    (await read(headers)).headers.get("x-longrun-session") ?? "";
  const listen = (headers: Record<string, string>) =>
    listenTo((signal) =>
      relay.handle(new Request("https://app.example/api/longrun/events?watch=acme/v1/renders/r1", { headers, signal })),
    );
  return { read, tagOf, listen };
}

describe("the session that a read is granted to", () => {
  it("is named by an opaque tag: the same for the same credentials, another for any other", async () => {
    const { tagOf, read } = relayOf();
    const tags = [
      await tagOf({ cookie: COOKIE }),
      await tagOf({ cookie: "session=other" }),
      await tagOf({ authorization: COOKIE }),
      await tagOf({}),
      await tagOf({ cookie: COOKIE, authorization: "x" }),
    ];
    expect(tags.every((tag) => /^[0-9a-f]{32}$/.test(tag))).toBe(true);
    expect(new Set(tags).size).toBe(5);
    expect(await tagOf({ cookie: COOKIE })).toBe(tags[0]);
    const unchanged = await read({
      cookie: COOKIE,
      "if-none-match": (await read({ cookie: COOKIE })).headers.get("etag") ?? "",
    });
    expect([unchanged.status, unchanged.headers.get("x-longrun-session")]).toEqual([304, tags[0]]);
  });

  it("is that of its stream too, in every change and when it is ready", async () => {
    const { tagOf, listen } = relayOf();
    const stream = await listen({ cookie: COOKIE });
    const tag = await tagOf({ cookie: COOKIE });
    while (stream.events.length < 2) await new Promise(setImmediate);
    expect(stream.events.map(({ event, data }) => [event, (data as { session?: string }).session])).toEqual([
      ["change", tag],
      ["ready", tag],
    ]);
    stream.close();
  });

  it("is named to nobody who was refused, and to nobody who does not want to know", async () => {
    const { read } = relayOf();
    expect((await read({ cookie: "refused" })).headers.has("x-longrun-session")).toBe(false);
    expect((await read({ cookie: COOKIE }, false)).headers.has("x-longrun-session")).toBe(false);
  });

  it("is the user's where visitorOf names one, whatever else the cookies hold", async () => {
    const { tagOf } = relayOf({ visitorOf: ({ headers }) => headers.get("x-user") });
    const ada = await tagOf({ "x-user": "ada", cookie: "theme=dark" });
    expect(await tagOf({ "x-user": "ada", cookie: "theme=light" })).toBe(ada);
    expect(await tagOf({ "x-user": "bob", cookie: "theme=dark" })).not.toBe(ada);
    // Who is signed in as nobody is told apart by the credentials.
    expect(await tagOf({ cookie: "a=1" })).not.toBe(await tagOf({ cookie: "a=2" }));
    expect(await tagOf({ cookie: '"ada"' })).not.toBe(ada);
  });

  it("has one tag at all relays with the same keys, and another at any other", async () => {
    const tag = await relayOf().tagOf({ cookie: COOKIE });
    expect(await relayOf().tagOf({ cookie: COOKIE })).toBe(tag);
    const upstreams = {
      acme: {
        baseUrl: "https://acme.example",
        headers: { "x-api-key": `${KEY}2` },
        operations: [defineOperation("acme")],
      },
    };
    expect(await relayOf({ upstreams }).tagOf({ cookie: COOKIE })).not.toBe(tag);
  });

  it("has a tag of each relay's own where the key is short enough to be guessed, or is not known beforehand", async () => {
    for (const headers of [{ "x-api-key": "short" }, () => ({ "x-api-key": KEY })]) {
      const upstreams = { acme: { baseUrl: "https://acme.example", headers, operations: [defineOperation("acme")] } };
      expect(await relayOf({ upstreams }).tagOf({ cookie: COOKIE })).not.toBe(
        await relayOf({ upstreams }).tagOf({ cookie: COOKIE }),
      );
    }
  });
});
