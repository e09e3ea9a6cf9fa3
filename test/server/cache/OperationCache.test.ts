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
  const all = new OperationCache({ maxEntries: 1_000, maxBytes });
  const unpushed: string[] = [];
  all.onUnpush = (key) => unpushed.push(key);
  // Of a target's upstream nothing is looked at here.
  const add = (id: string, length = 100 * KIB, askedAtMs = 1): CacheEntry => {
    const watched = all.findOrAdd({ key: id, operation, params: { renderId: id } } as unknown as Target);
    watched.askedAtMs = askedAtMs;
    watched.answer = answerOf("x".repeat(length));
    all.resize(watched);
    return watched;
  };
  const kept = () => ["a", "b", "c", "d", "e", "f"].filter((id) => all.find(id) !== undefined);
  return { all, add, kept, unpushed };
}

it("counts every byte once, whether it is asked about or pushed, and gives all of them back", () => {
  const { all, add } = bounded();
  const [one] = [add("a"), add("b")];
  const bytes = all.bytes;
  expect(bytes).toBeGreaterThan(200 * KIB);
  const ends = [all.push(one), all.push(one)];
  expect([all.bytes, all.size]).toEqual([bytes, 2]);
  for (const end of [...ends, ...ends]) end();
  expect([all.bytes, all.size]).toEqual([bytes, 2]);
});

it("lets go of what an event alone has told first, then of what was asked about the longest ago, then of what is pushed, whose streams are told", () => {
  const { all, add, kept, unpushed } = bounded();
  all.push(add("a"));
  add("b");
  add("c");
  add("d", undefined, 0);
  all.find("b");
  add("e");
  expect([["a", "b", "c", "e"].map((id) => all.has(all.find(id) as CacheEntry)), all.find("d")]).toEqual([
    [true, true, true, true],
    undefined,
  ]);
  all.find("b");
  add("f");
  expect([kept(), unpushed]).toEqual([["a", "b", "e", "f"], []]);
  for (const id of ["b", "e", "f"]) all.push(all.find(id) as CacheEntry);
  add("c");
  expect([kept(), unpushed]).toEqual([["a", "b", "e", "f"], []]);
  const last = all.findOrAdd({ key: "d", operation, params: {} } as unknown as Target);
  all.push(last);
  expect(unpushed).toEqual([]);
  last.answer = answerOf("x".repeat(100 * KIB));
  all.find("a");
  all.resize(last);
  expect(unpushed).toEqual(["b"]);
});

it("does not let go of what is being read, and makes room once it has been", () => {
  const { all, add, kept } = bounded();
  const reading = add("a");
  reading.flight = new Flight<ReadOutcome>(0, () => new Promise(() => undefined));
  for (const id of ["b", "c", "d", "e"]) add(id);
  expect(kept()).toEqual(["a", "c", "d", "e"]);
  for (const id of ["b", "f"]) all.push(add(id, 50 * KIB));
  expect(kept()).toContain("a");
  reading.flight = null;
  all.resize(reading);
  expect(all.bytes).toBeLessThanOrEqual(450 * KIB);
});

it("takes an answer larger than everything for one that can't be kept, and lets go of nothing for it", () => {
  const { all, add, kept } = bounded();
  add("a");
  add("b");
  expect([all.hasRoomFor(answerOf("x".repeat(500 * KIB))), all.hasRoomFor(answerOf("x".repeat(400 * KIB)))]).toEqual([
    false,
    true,
  ]);
  add("c", 500 * KIB);
  expect(kept()).toEqual(["a", "b"]);
});

it("counts the names of sixteen visitors of each, and of no more", () => {
  const { all, add } = bounded();
  const one = add("a");
  const before = all.bytes;
  for (let index = 0; index < 40; index += 1) all.noteVisitor(one, `${10 + index}${"v".repeat(62)}`, index);
  expect(all.bytes - before).toBe(16 * (64 + 32 + 64));
  all.noteVisitor(one, `49${"v".repeat(62)}`, 50);
  expect(all.bytes - before).toBe(16 * (64 + 32 + 64));
});

it("counts two bytes for each character where one is beyond Latin-1, and long names of stages", () => {
  const latin = sizeOf(answerOf("é".repeat(KIB)));
  expect(sizeOf(answerOf(`${"é".repeat(KIB - 1)}あ`)) - latin).toBe(KIB);
  const history = { ...newPollHistory("k"), samples: [{ atMs: 0, progress: null, stage: "s".repeat(KIB) }] };
  expect(sizeOf({ ...answerOf(""), history }) - sizeOf(answerOf(""))).toBeGreaterThanOrEqual(KIB);
});

it("takes the alarm off what it lets go of", () => {
  vi.useFakeTimers();
  const { all, add } = bounded();
  const due = vi.fn();
  all.onDue = due;
  add("a").wakeAt(10, 0);
  for (const id of ["b", "c", "d", "e"]) add(id);
  vi.advanceTimersByTime(20);
  vi.useRealTimers();
  expect(due).not.toHaveBeenCalled();
});
