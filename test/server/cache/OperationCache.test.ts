import { expect, it, vi } from "vitest";
import { newPollHistory } from "../../../src/polling/PollHistory";
import { Flight } from "../../../src/server/cache/Flight";
import { sizeOf, type CachedAnswer } from "../../../src/server/cache/CachedAnswer";
import type { ReadOutcome } from "../../../src/server/cache/ReadOutcome";
import type { Target } from "../../../src/server/upstream/Target";
import type { CacheEntry } from "../../../src/server/cache/CacheEntry";
import { OperationCache } from "../../../src/server/cache/OperationCache";
import { defineOperation } from "../customOperation";

const operation = defineOperation("acme");
const KIB = 1_024;

function answerOf(body: string): CachedAnswer {
  return {
    body,
    etag: '"1"',
    upstreamEtag: null,
    isTerminal: false,
    answeredAtMs: 0,
    dueAtMs: 0,
    history: newPollHistory("k"),
    via: "read",
    wasSeenRunning: false,
    fillsLeft: 0,
  };
}

/** Room for four of 100 KiB, or for one of four times that. */
function bounded(maxBytes = 450 * KIB) {
  const cache = new OperationCache({ maxEntries: 1_000, maxBytes });
  const unpushed: string[] = [];
  cache.onStreamsDropped = (key) => unpushed.push(key);
  // Of a target's upstream nothing is looked at here.
  const add = (id: string, length = 100 * KIB, askedAtMs = 1): CacheEntry => {
    const entry = cache.findOrAdd({ key: id, operation, params: { renderId: id } } as unknown as Target);
    entry.askedAtMs = askedAtMs;
    entry.answer = answerOf("x".repeat(length));
    cache.resize(entry);
    return entry;
  };
  const kept = () => ["a", "b", "c", "d", "e", "f"].filter((id) => cache.find(id) !== undefined);
  return { cache, add, kept, unpushed };
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

it("lets go of what an event alone has told first, then of what was asked about the longest ago, then of what is pushed, whose streams are told", () => {
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
  last.answer = answerOf("x".repeat(100 * KIB));
  cache.find("a");
  cache.resize(last);
  expect(unpushed).toEqual(["b"]);
});

it("does not let go of what is being read, and makes room once it has been", () => {
  const { cache, add, kept } = bounded();
  const reading = add("a");
  reading.flight = new Flight<ReadOutcome>(0, () => new Promise(() => undefined));
  for (const id of ["b", "c", "d", "e"]) add(id);
  expect(kept()).toEqual(["a", "c", "d", "e"]);
  for (const id of ["b", "f"]) cache.attachStream(add(id, 50 * KIB));
  expect(kept()).toContain("a");
  reading.flight = null;
  cache.resize(reading);
  expect(cache.bytes).toBeLessThanOrEqual(450 * KIB);
});

it("takes an answer larger than everything for one that can't be kept, and lets go of nothing for it", () => {
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

it("counts the names of sixteen visitors of each, and of no more", () => {
  const { cache, add } = bounded();
  const one = add("a");
  const before = cache.bytes;
  for (let index = 0; index < 40; index += 1) cache.noteVisitor(one, `${10 + index}${"v".repeat(62)}`, index);
  expect(cache.bytes - before).toBe(16 * (64 + 32 + 64));
  cache.noteVisitor(one, `49${"v".repeat(62)}`, 50);
  expect(cache.bytes - before).toBe(16 * (64 + 32 + 64));
});

it("counts two bytes for each character where one is beyond Latin-1, and long names of stages", () => {
  const latin = sizeOf(answerOf("é".repeat(KIB)));
  expect(sizeOf(answerOf(`${"é".repeat(KIB - 1)}あ`)) - latin).toBe(KIB);
  const history = { ...newPollHistory("k"), samples: [{ atMs: 0, progress: null, stage: "s".repeat(KIB) }] };
  expect(sizeOf({ ...answerOf(""), history }) - sizeOf(answerOf(""))).toBeGreaterThanOrEqual(KIB);
});

it("takes the alarm off what it lets go of", () => {
  vi.useFakeTimers();
  const { cache, add } = bounded();
  const due = vi.fn();
  cache.onDue = due;
  add("a").wakeAt(10, 0);
  for (const id of ["b", "c", "d", "e"]) add(id);
  vi.advanceTimersByTime(20);
  vi.useRealTimers();
  expect(due).not.toHaveBeenCalled();
});
