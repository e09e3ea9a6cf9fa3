import { expect, it, vi } from "vitest";
import { newPollHistory } from "../../../src/polling/PollHistory";
import { Flight } from "../../../src/server/cache/entry/Flight";
import { sizeOf, type CachedAnswer } from "../../../src/server/cache/answer/CachedAnswer";
import type { Target } from "../../../src/server/upstream/Target";
import type { CacheEntry } from "../../../src/server/cache/entry/CacheEntry";
import { OperationCache } from "../../../src/server/cache/OperationCache";
import { defineOperation } from "../customOperation";

const operation = defineOperation("acme");
const KIB = 1_024;
const LOST_AFTER_MS = 12_000;

function answerOf(body: string, dueAtMs = 10): CachedAnswer {
  return {
    body,
    etag: '"1"',
    upstreamEtag: null,
    isTerminal: false,
    answeredAtMs: 0,
    dueAtMs,
    history: newPollHistory("k"),
    via: "read",
    wasSeenRunning: false,
    fillsLeft: 0,
  };
}

/** Room for four of 100 KiB, or for one of four times that. */
function bounded(maxBytes = 450 * KIB) {
  const unpushed: string[] = [];
  const due = vi.fn();
  const now = vi.fn(() => 0);
  const cache = new OperationCache({
    maxEntries: 1_000,
    maxBytes,
    now,
    lostAfterMs: LOST_AFTER_MS,
    onDue: due,
    onEvict: () => undefined,
    onStreamsDropped: (key) => unpushed.push(key),
  });
  // Of a target's upstream nothing is looked at here.
  const add = (id: string, length = 100 * KIB, askedAtMs = 1, dueAtMs = 10): CacheEntry => {
    const entry = cache.findOrAdd({ key: id, operation, params: { renderId: id } } as unknown as Target);
    now.mockReturnValueOnce(askedAtMs);
    entry.recordAsk();
    entry.receive(answerOf("x".repeat(length), dueAtMs));
    return entry;
  };
  const kept = () => ["a", "b", "c", "d", "e", "f"].filter((id) => cache.find(id)?.answer != null);
  return { cache, add, kept, unpushed, due, now };
}

it("counts every byte once, whether it is asked about or pushed, and gives all of them back", () => {
  const { cache, add } = bounded();
  const [one] = [add("a"), add("b")];
  const bytes = cache.bytes;
  expect(bytes).toBeGreaterThan(200 * KIB);
  const ends = [cache.attachStream(one), cache.attachStream(one)];
  expect([cache.bytes, cache.size]).toEqual([bytes, 2]);
  for (const end of [...ends, ...ends]) end();
  expect([cache.bytes, cache.size]).toEqual([bytes, 2]);
});

it("evicts what only an event told first, then what was asked about the longest ago, then what is pushed, and drops its streams", () => {
  const { cache, add, kept, unpushed } = bounded();
  cache.attachStream(add("a"));
  add("b");
  add("c");
  add("d", undefined, 0);
  cache.find("b");
  add("e");
  expect([["a", "b", "c", "e"].map((id) => cache.has(cache.find(id) as CacheEntry)), cache.find("d")]).toEqual([
    [true, true, true, true],
    undefined,
  ]);
  cache.find("b");
  add("f");
  expect([kept(), unpushed]).toEqual([["a", "b", "e", "f"], []]);
  for (const id of ["b", "e", "f"]) cache.attachStream(cache.find(id) as CacheEntry);
  add("c");
  expect([kept(), unpushed]).toEqual([["a", "b", "e", "f"], []]);
  const last = cache.findOrAdd({ key: "d", operation, params: {} } as unknown as Target);
  cache.attachStream(last);
  expect(unpushed).toEqual([]);
  cache.find("a");
  last.receive(answerOf("x".repeat(100 * KIB)));
  expect(unpushed).toEqual(["b"]);
});

it("does not evict what is being read, and makes room once the read has ended", () => {
  const { cache, add, kept } = bounded();
  const reading = add("a");
  const flight = new Flight(0, () => new Promise(() => undefined));
  reading.reads.start(flight);
  for (const id of ["b", "c", "d", "e"]) add(id);
  expect(kept()).toEqual(["a", "c", "d", "e"]);
  for (const id of ["b", "f"]) cache.attachStream(add(id, 50 * KIB));
  expect(kept()).toContain("a");
  reading.reads.end(flight);
  cache.resize(reading);
  expect(cache.bytes).toBeLessThanOrEqual(450 * KIB);
});

it("evicts what is being read once the read was lost, and rejects who waits for it", async () => {
  const { add, kept, now } = bounded();
  const lost = add("a");
  const flight = new Flight(0, () => new Promise(() => undefined));
  const waiting = flight.join();
  lost.reads.start(flight);
  now.mockReturnValue(LOST_AFTER_MS);
  for (const id of ["b", "c", "d", "e"]) add(id);
  expect(kept()).toEqual(["a", "c", "d", "e"]);
  now.mockReturnValue(LOST_AFTER_MS + 1);
  for (const id of ["b", "f", "c", "d"]) add(id);
  expect(kept()).not.toContain("a");
  await expect(waiting).rejects.toThrow("did not end in time");
});

it("does not keep an answer larger than the whole cache, and evicts nothing for it", () => {
  const { cache, add, kept } = bounded();
  add("a");
  add("b");
  expect([
    cache.hasRoomFor(answerOf("x".repeat(500 * KIB))),
    cache.hasRoomFor(answerOf("x".repeat(400 * KIB))),
  ]).toEqual([false, true]);
  add("c", 500 * KIB);
  expect(kept()).toEqual(["a", "b"]);
});

it("counts the names of sixteen visitors of an operation, and of no more", () => {
  const { cache, add, now } = bounded();
  const one = add("a");
  const record = (visitor: string, nowMs: number): void => {
    now.mockReturnValue(nowMs);
    one.recordVisitor(visitor);
  };
  const before = cache.bytes;
  for (let index = 0; index < 40; index += 1) record(`${10 + index}${"v".repeat(62)}`, index);
  expect(cache.bytes - before).toBe(16 * (64 + 32 + 64));
  record(`49${"v".repeat(62)}`, 50);
  expect(cache.bytes - before).toBe(16 * (64 + 32 + 64));
});

it("counts two bytes for each character where one is beyond Latin-1, and long names of stages", () => {
  const latin = sizeOf(answerOf("é".repeat(KIB)));
  expect(sizeOf(answerOf(`${"é".repeat(KIB - 1)}あ`)) - latin).toBe(KIB);
  const history = { ...newPollHistory("k"), samples: [{ atMs: 0, progress: null, stage: "s".repeat(KIB) }] };
  expect(sizeOf({ ...answerOf(""), history }) - sizeOf(answerOf(""))).toBeGreaterThanOrEqual(KIB);
});

it("cancels the poll of what it evicts", () => {
  vi.useFakeTimers();
  const { add, due } = bounded();
  add("a");
  for (const id of ["b", "c", "d", "e"]) add(id, undefined, undefined, 1_000);
  vi.advanceTimersByTime(20);
  vi.useRealTimers();
  expect(due).not.toHaveBeenCalled();
});
