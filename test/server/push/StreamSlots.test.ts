import { describe, expect, it, vi } from "vitest";
import { ASKED_AT_ONCE, StreamSlots, type StreamSlot } from "../../../src/server/push/PushHub";

/** Takes a place that there must be. */
function taken(slots: StreamSlots, name = "ada"): StreamSlot {
  const slot = slots.acquire(name);
  if (typeof slot === "string") throw new Error(slot);
  return slot;
}

const manySlots = () => new StreamSlots({ maxStreams: 100, maxStreamsPerVisitor: 100 });

/** Asks questions that are answered by hand: what has begun, in order, and how to answer the oldest. */
function questions() {
  const begun: string[] = [];
  const open: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = [];
  const question = (name: string) => () =>
    new Promise<string>((answer, fail) => {
      begun.push(name);
      open.push({ answer, fail });
    });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answerOldest = async (): Promise<void> => {
    open.shift()?.answer("yes");
    await turn();
  };
  return { begun, open, question, turn, answerOldest };
}

describe("places for streams", () => {
  it("are as many as there may be in all, and of one visitor", () => {
    const slots = new StreamSlots({ maxStreams: 3, maxStreamsPerVisitor: 2 });
    taken(slots);
    taken(slots);
    expect(slots.acquire("ada")).toBe("too many of this visitor");
    taken(slots, "bob");
    expect([slots.acquire("ada"), slots.acquire("cyd")]).toEqual(["too many streams", "too many streams"]);
  });

  it("are given back once, however often a stream ends", () => {
    const slots = new StreamSlots({ maxStreams: 2, maxStreamsPerVisitor: 2 });
    const first = taken(slots);
    taken(slots);
    first.release();
    first.release();
    taken(slots);
    expect(slots.acquire("ada")).toBe("too many streams");
  });

  it("of a visitor are counted anew once all of theirs are free", () => {
    const slots = new StreamSlots({ maxStreams: 9, maxStreamsPerVisitor: 1 });
    for (let times = 0; times < 3; times += 1) taken(slots).release();
    taken(slots);
    expect(slots.acquire("ada")).toBe("too many of this visitor");
  });

  it("are still counted while a question of a stream that has ended is open", async () => {
    const slots = new StreamSlots({ maxStreams: 9, maxStreamsPerVisitor: 1 });
    const { question, answerOldest } = questions();
    const first = taken(slots);
    void first.ask(question("1"));
    first.release();
    const second = taken(slots);
    await answerOldest();
    expect(slots.acquire("ada")).toBe("too many of this visitor");
    second.release();
    taken(slots);
  });
});

describe("the questions of one visitor", () => {
  it("run ten at a time over all of their streams, and the others wait their turn", async () => {
    const slots = manySlots();
    const { begun, question, turn, answerOldest } = questions();
    const [one, other] = [taken(slots), taken(slots)];
    const asked = Array.from({ length: ASKED_AT_ONCE + 2 }, (_, index) =>
      (index % 2 === 0 ? one : other).ask(question(String(index))),
    );
    await turn();
    expect(begun).toHaveLength(ASKED_AT_ONCE);
    await answerOldest();
    expect(begun.slice(ASKED_AT_ONCE)).toEqual(["10"]);
    await answerOldest();
    expect(begun.slice(ASKED_AT_ONCE)).toEqual(["10", "11"]);
    expect(await asked[0]).toBe("yes");
  });

  it("do not hold up another visitor's", async () => {
    const slots = manySlots();
    const { begun, question, turn } = questions();
    const ada = taken(slots);
    for (let index = 0; index < 20; index += 1) void ada.ask(question("ada"));
    void taken(slots, "bob").ask(question("bob"));
    await turn();
    expect(begun.filter((name) => name === "bob")).toHaveLength(1);
  });

  it("are dropped with the stream they were for, and only those", async () => {
    const slots = manySlots();
    const { begun, question, turn, answerOldest } = questions();
    const [one, other] = [taken(slots), taken(slots)];
    for (let index = 0; index < ASKED_AT_ONCE; index += 1) void one.ask(question("open"));
    const [dropped, kept, alsoDropped] = [
      one.ask(question("dropped")),
      other.ask(question("kept")),
      one.ask(question("dropped too")),
    ];
    await turn();
    one.release();
    expect([await dropped, await alsoDropped]).toEqual([null, null]);
    expect(begun).toHaveLength(ASKED_AT_ONCE);
    // The open ones of a stream that has ended count until they are answered.
    await answerOldest();
    expect(begun.slice(ASKED_AT_ONCE)).toEqual(["kept"]);
    for (let index = 0; index < ASKED_AT_ONCE; index += 1) await answerOldest();
    expect(await kept).toBe("yes");
  });

  it("are not asked for a stream that has ended", async () => {
    const slot = taken(manySlots());
    slot.release();
    const question = vi.fn(() => Promise.resolve("yes"));
    expect(await slot.ask(question)).toBeNull();
    expect(question).not.toHaveBeenCalled();
  });

  it("make room for the next by failing too", async () => {
    const slots = manySlots();
    const { begun, open, question, turn } = questions();
    const slot = taken(slots);
    const asked = Array.from({ length: ASKED_AT_ONCE + 1 }, (_, index) => slot.ask(question(String(index))));
    await turn();
    const failed = expect(asked[0]).rejects.toThrow("no");
    open.shift()?.fail(new Error("no"));
    await failed;
    await turn();
    expect(begun).toHaveLength(ASKED_AT_ONCE + 1);
  });
});
