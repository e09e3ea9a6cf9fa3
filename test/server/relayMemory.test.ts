import { memoryStore } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { listenTo } from "./eventSource";
import { answerOf, scriptedRelay } from "./scriptedRelay";

const RENDERS = "acme/v1/renders/";
const tagged = (body: object) => answerOf(body, { etag: '"1"' });

describe("what a relay keeps", () => {
  it("is bounded: what was used least recently goes first", async () => {
    const { get, asked } = scriptedRelay(() => tagged({ status: "done" }), {
      cache: { maxEntries: 2 },
      store: memoryStore({ maxEntries: 1 }),
    });
    for (const id of ["r1", "r2", "r1", "r3", "r1"]) await get(`/acme/v1/renders/${id}`);
    expect(asked.map(({ path }) => path.at(-1))).toEqual(["1", "2", "3"]);
    await get("/acme/v1/renders/r2");
    expect(asked).toHaveLength(4);
  });

  it("is what was pushed last where all is pushed: visitors of the others are told to ask, and get what they ask for", async () => {
    const { get, asked } = scriptedRelay(() => tagged({ status: "rendering" }), { cache: { maxEntries: 2 } });
    const stream = await listenTo((signal) =>
      get(`/events?${["r1", "r2", "r3"].map((id) => `watch=${RENDERS}${id}`).join("&")}`, {}, { signal }),
    );
    await vi.advanceTimersByTimeAsync(100);
    const about = (kind: string) =>
      stream.events.filter(({ event }) => event === kind).map(({ data }) => data.watch?.slice(RENDERS.length));
    expect([about("unwatched"), about("change").sort()]).toEqual([["r1"], ["r2", "r3"]]);
    expect((await get(`/${RENDERS}r1`)).status).toBe(200);
    const reads = asked.length;
    await vi.advanceTimersByTimeAsync(100);
    // Nothing is read for a stream that is no longer told of it.
    expect(asked).toHaveLength(reads);
    stream.close();
  });

  it("is not an answer larger than all of it: whoever waits gets that, and what was known stays", async () => {
    const { get, asked } = scriptedRelay(
      ({ path }) => tagged({ status: "done", filler: path.endsWith("large") ? "x".repeat(20_000) : "" }),
      { cache: { maxBytes: 16_384 } },
    );
    await get(`/${RENDERS}small`);
    const large = await Promise.all([get(`/${RENDERS}large`), get(`/${RENDERS}large`)]);
    for (const response of large) expect(((await response.json()) as { filler: string }).filler).toHaveLength(20_000);
    expect(asked).toHaveLength(2);
    await get(`/${RENDERS}small`);
    expect(asked).toHaveLength(2);
  });

  it("tells onSettled also of an end that there is no room for", async () => {
    const onSettled = vi.fn();
    const { get } = scriptedRelay(() => tagged({ status: "done", filler: "x".repeat(20_000) }), {
      cache: { maxBytes: 16_384 },
      onSettled,
    });
    await get(`/${RENDERS}large`);
    expect(onSettled).toHaveBeenCalledTimes(1);
  });

  it("leaves a stream alone where there is no room for its answer: its visitor is told to ask", async () => {
    const { get } = scriptedRelay(() => tagged({ status: "rendering", filler: "x".repeat(20_000) }), {
      cache: { maxBytes: 16_384 },
    });
    const stream = await listenTo((signal) => get(`/events?watch=${RENDERS}large`, {}, { signal }));
    await vi.advanceTimersByTimeAsync(100);
    expect(stream.events.map(({ event }) => event)).toEqual(["unwatched", "ready"]);
    stream.close();
  });
});

it("a memoryStore keeps no more bytes than it may, and one of 1 or more", async () => {
  const store = memoryStore({ maxBytes: 10_000 });
  for (const key of ["a", "b", "c"]) await store.set(key, { body: "x".repeat(4_000) }, 60_000);
  expect([await store.get(["a"]), await store.get(["b"]), await store.get(["c"])]).toMatchObject([null, {}, {}]);
  await store.set("d", "x".repeat(10_000), 60_000);
  expect([await store.get(["d"]), await store.get(["b"]), await store.get(["c"])]).toMatchObject([null, {}, {}]);
  expect(() => memoryStore({ maxBytes: 0 })).toThrow("memoryStore: maxBytes must be a number of 1 or more.");
});
