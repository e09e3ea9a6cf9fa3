import { connect } from "node:net";
import { createRelay, toNodeListener, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fixed } from "../../src/polling/fixed";
import { defineOperation } from "./customOperation";
import { listenTo, type Listening } from "./eventSource";
import { answerOf, scriptedRelay } from "./scriptedRelay";
import { json, serve, upstreamOf } from "./upstream";

const RENDERS = "acme/v1/renders/";

/** A relay on node:http whose upstream says what `states` says, by id; what is not in there does not exist. */
async function pushingRelay(states: Record<string, string>, options: Partial<RelayOptions> = {}) {
  const upstream = await upstreamOf((seen, response) => {
    const status = states[seen.url.split("/").at(-1) ?? ""];
    if (status === undefined) json(response, 404, { error: { code: "NOT_FOUND", message: "" } });
    else json(response, 200, { status, text: "line\nbreak" });
  });
  const relay = createRelay({
    upstreams: { acme: { baseUrl: upstream.url, operations: [defineOperation("acme", fixed(25))] } },
    authorize: () => true,
    onError: () => undefined,
    ...options,
  });
  onTestFinished(() => relay.close());
  const { url, port } = await serve(toNodeListener(relay));
  const listen = async (ids: string[], headers: Record<string, string> = {}): Promise<Listening> => {
    const query = ids.map((id) => `watch=${encodeURIComponent(id.includes("/") ? id : RENDERS + id)}`).join("&");
    const listening = await listenTo((signal) => fetch(`${url}/api/longrun/events?${query}`, { headers, signal }));
    onTestFinished(() => listening.close());
    return listening;
  };
  return { relay, upstream, url, port, listen };
}

const statusesOf = ({ events }: Listening): unknown[] =>
  events
    .filter(({ event }) => event === "change")
    .map(({ data }) => [data.watch?.slice(RENDERS.length), data.body?.["status"]]);
const kindsOf = ({ events }: Listening): string[] => events.map(({ event }) => event);

describe("a stream of events", () => {
  it("tells what is known of each operation, then every change as the relay learns it, without anybody polling", async () => {
    const states: Record<string, string> = { r1: "rendering", r2: "done" };
    const { listen } = await pushingRelay(states);
    const stream = await listen(["r1", "r2"]);
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.response.headers.get("cache-control")).toBe("no-store");
    await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
    expect(statusesOf(stream).sort()).toEqual([
      ["r1", "rendering"],
      ["r2", "done"],
    ]);
    states["r1"] = "done";
    await vi.waitFor(() => expect(statusesOf(stream).at(-1)).toEqual(["r1", "done"]));
    expect(stream.events.at(-1)?.data.body).toEqual({ status: "done", text: "line\nbreak" });
    expect(stream.events.at(-1)?.data.etag).toMatch(/^"/);
  });

  it("says nothing while nothing changes, though the relay reads on", async () => {
    const { listen, upstream } = await pushingRelay({ r1: "rendering" });
    const stream = await listen(["r1"]);
    await vi.waitFor(() => expect(upstream.seen.length).toBeGreaterThan(8));
    expect(kindsOf(stream)).toEqual(["change", "ready"]);
  });

  it("shows that it is alive", async () => {
    const { listen } = await pushingRelay({ r1: "done" }, { push: { heartbeatMs: 20 } });
    const stream = await listen(["r1"]);
    await vi.waitFor(() => expect(kindsOf(stream).filter((kind) => kind === "heartbeat").length).toBeGreaterThan(2));
  });

  it("tells with `ready` how often it shows that it is alive, and how many operations it takes", async () => {
    const { listen } = await pushingRelay({ r1: "done" }, { push: { heartbeatMs: 60_000, maxWatches: 50 } });
    const stream = await listen(["r1"]);
    await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
    expect(stream.events.at(-1)?.data).toMatchObject({ heartbeatMs: 60_000, maxWatches: 50 });
  });

  it("is refused with the number of operations that it takes, where more are asked for", async () => {
    const { listen } = await pushingRelay({}, { push: { maxWatches: 2 } });
    const { response, text } = await listen(["r1", "r2", "r3"]);
    await vi.waitFor(() => expect(text()).toContain("}}"));
    expect([response.status, JSON.parse(text())]).toEqual([
      400,
      { error: expect.objectContaining({ code: "INVALID_WATCH", details: { maxWatches: 2 } }) as unknown },
    ]);
  });

  it("is ended after its time, so that its visitor comes with the cookies of then", async () => {
    const { listen } = await pushingRelay({ r1: "rendering" }, { push: { heartbeatMs: 20, maxAgeMs: 50 } });
    await (
      await listen(["r1"])
    ).ended;
  });

  it("ends with the relay", async () => {
    const { listen, relay } = await pushingRelay({ r1: "rendering" });
    const stream = await listen(["r1"]);
    await relay.close();
    await stream.ended;
  });

  it("keeps the relay reading as long as it is open, and no longer", async () => {
    const { get, asked } = scriptedRelay(() => answerOf({ status: "rendering" }));
    const response = await get("/events?watch=acme/v1/renders/r1");
    const reader = response.body?.getReader();
    // The first answer's tag is made in real time, which the clock would run ahead of.
    await reader?.read();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked.length).toBeGreaterThanOrEqual(60);
    await reader?.cancel();
    const reads = asked.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked.length).toBeLessThanOrEqual(reads + 1);
  });
});

describe("coming back to a stream", () => {
  it("tells what has changed since the last event that was heard, and nothing else", async () => {
    const states: Record<string, string> = { r1: "rendering", r2: "rendering" };
    const { listen } = await pushingRelay(states);
    const first = await listen(["r1", "r2"]);
    await vi.waitFor(() => expect(kindsOf(first)).toContain("ready"));
    const lastEventId = first.events.at(-1)?.id ?? "";
    expect(lastEventId).not.toBe("");
    const watcher = await listen(["r1", "r2"]);
    first.close();
    states["r2"] = "done";
    await vi.waitFor(() => expect(statusesOf(watcher).at(-1)).toEqual(["r2", "done"]));
    const second = await listen(["r1", "r2"], { "last-event-id": lastEventId });
    await vi.waitFor(() => expect(kindsOf(second)).toContain("ready"));
    expect(statusesOf(second)).toEqual([["r2", "done"]]);
  });

  it("tells a change that still waited for authorize when a later one was heard", async () => {
    const states: Record<string, string> = { slow: "rendering", quick: "rendering" };
    let isSlow = false;
    let wasAsked = false;
    const authorize = ({
      params,
    }: {
      readonly params: Readonly<Record<string, string>>;
    }): boolean | Promise<boolean> => {
      if (params["renderId"] !== "slow" || !isSlow) return true;
      wasAsked = true;
      return new Promise(() => undefined);
    };
    const { listen } = await pushingRelay(states, { authorize });
    const first = await listen(["slow", "quick"]);
    await vi.waitFor(() => expect(kindsOf(first)).toContain("ready"));
    isSlow = true;
    states["slow"] = "done";
    await vi.waitFor(() => expect(wasAsked).toBe(true));
    states["quick"] = "done";
    await vi.waitFor(() => expect(statusesOf(first).at(-1)).toEqual(["quick", "done"]));
    isSlow = false;
    const second = await listen(["slow", "quick"], { "last-event-id": first.events.at(-1)?.id ?? "" });
    await vi.waitFor(() => expect(kindsOf(second)).toContain("ready"));
    expect(statusesOf(second)).toContainEqual(["slow", "done"]);
  });

  it("as somebody else tells everything: what was told before was told to another", async () => {
    const { listen } = await pushingRelay({ r1: "done" });
    const first = await listen(["r1"], { cookie: "user=ada" });
    await vi.waitFor(() => expect(kindsOf(first)).toContain("ready"));
    const lastEventId = first.events.at(-1)?.id ?? "";
    for (const [cookie, told] of [
      ["user=ada", []],
      ["user=bob", [["r1", "done"]]],
    ] as const) {
      const stream = await listen(["r1"], { cookie, "last-event-id": lastEventId });
      await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
      expect(statusesOf(stream)).toEqual(told);
    }
  });

  it.each(["other.5", "5", "", ".", "x.y", "9".repeat(400)])(
    "with the id %j of somebody else, tells everything",
    async (id) => {
      const { listen } = await pushingRelay({ r1: "done" });
      const known = await listen(["r1"]);
      await vi.waitFor(() => expect(kindsOf(known)).toContain("ready"));
      const stream = await listen(["r1"], { "last-event-id": id });
      await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
      expect(statusesOf(stream)).toEqual([["r1", "done"]]);
    },
  );
});

describe("what may be watched", () => {
  it("is what authorize allows, each operation by itself; the others are to be asked about", async () => {
    const { listen } = await pushingRelay(
      { r1: "done", r2: "done" },
      { authorize: ({ params, action }) => action === "read" && params["renderId"] === "r1" },
    );
    const stream = await listen(["r1", "r2"]);
    await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
    expect(statusesOf(stream)).toEqual([["r1", "done"]]);
    expect(stream.events.filter(({ event }) => event === "unwatched").map(({ data }) => data.watch)).toEqual([
      `${RENDERS}r2`,
    ]);
    expect((await listen(["r2"])).response.status).toBe(403);
  });

  it("is asked anew for every change: who may no longer see it hears nothing more", async () => {
    const states: Record<string, string> = { r1: "rendering" };
    let mayStill = true;
    const { listen } = await pushingRelay(states, { authorize: () => mayStill });
    const stream = await listen(["r1"]);
    await vi.waitFor(() => expect(kindsOf(stream)).toContain("ready"));
    mayStill = false;
    states["r1"] = "done";
    await vi.waitFor(() => expect(kindsOf(stream)).toContain("unwatched"));
    expect(statusesOf(stream)).toEqual([["r1", "rendering"]]);
  });

  it("must exist: one that does not is left to be asked about", async () => {
    const { listen } = await pushingRelay({});
    const stream = await listen(["nothing"]);
    await vi.waitFor(() => expect(kindsOf(stream)).toEqual(["unwatched", "ready"]));
  });

  it.each([
    ["", 400],
    ["?watch=", 404],
    ["?watch=layers/v1/whoami", 404],
    ["?watch=/acme/v1/renders/r1", 404],
    ["?watch=acme/v1/renders/..%2Fr1", 404],
    ["?watch=acme/v1/renders/r1%00", 400],
    [`?${Array.from({ length: 101 }, (_, index) => `watch=acme/v1/renders/r${index}`).join("&")}`, 400],
  ])("%s is %i", async (query, status) => {
    const { url, upstream } = await pushingRelay({});
    const response = await fetch(`${url}/api/longrun/events${query}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("error.requestId");
    expect(upstream.seen).toEqual([]);
  });
});

describe("streams are bounded", () => {
  it("for each visitor, and one that is closed makes room", async () => {
    const { listen } = await pushingRelay({ r1: "done" }, { push: { maxStreamsPerVisitor: 2 } });
    const streams = [await listen(["r1"], { cookie: "a=1" }), await listen(["r1"], { cookie: "a=2" })];
    const refused = await listen(["r1"], { cookie: "a=3" });
    expect([refused.response.status, refused.response.headers.get("retry-after")]).toEqual([429, "30"]);
    streams[0]?.close();
    await vi.waitFor(async () => expect((await listen(["r1"])).response.status).toBe(200));
  });

  it("in all", async () => {
    const { listen } = await pushingRelay({ r1: "done" }, { push: { maxStreams: 1 } });
    await listen(["r1"]);
    expect((await listen(["r1"])).response.status).toBe(429);
  });

  it("as the application counts visitors", async () => {
    const { listen } = await pushingRelay(
      { r1: "done" },
      { push: { maxStreamsPerVisitor: 1 }, visitorOf: ({ headers }) => headers.get("x-user") },
    );
    await listen(["r1"], { "x-user": "one", cookie: "a=1" });
    expect((await listen(["r1"], { "x-user": "one", cookie: "a=2" })).response.status).toBe(429);
    expect((await listen(["r1"], { "x-user": "two" })).response.status).toBe(200);
  });

  it("in memory: who does not read gets the newest once there is room, not all that was", async () => {
    const states: Record<string, string> = { r1: "x".repeat(40_000) };
    const { port, upstream } = await pushingRelay(states);
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.pause();
    socket.write(`GET /api/longrun/events?watch=${RENDERS}r1 HTTP/1.1\r\nHost: app.example\r\n\r\n`);
    for (let change = 0; change < 50; change += 1) {
      const reads = upstream.seen.length;
      states["r1"] = String(change).repeat(100_000);
      await vi.waitFor(() => expect(upstream.seen.length).toBeGreaterThan(reads + 1), { interval: 5 });
    }
    states["r1"] = "done";
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.resume();
    await vi.waitFor(() => expect(text).toContain('"status":"done"'), { timeout: 5_000 });
    // Sockets hold a few megabytes between them; all 50 changes would be some 9 MB.
    expect(text.split("event: change").length).toBeLessThan(50);
  }, 30_000);
});
