import { createRelay, type Authorize, type RelayOptions } from "longrun/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { StreamSlots, type StreamSlot } from "../../src/server/push/PushHub";
import { defineOperation } from "./customOperation";

/** A question that is answered when the test says so. */
class Question {
  answer: (is: boolean) => void = () => undefined;
  readonly verdict = new Promise<boolean>((resolve) => (this.answer = resolve));
}

/** A relay whose `authorize` answers when the test says so; `open` opens a stream about so many operations. */
function relayOf(options: Partial<RelayOptions> = {}) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const questions: Question[] = [];
  const authorize: Authorize = () => {
    const question = new Question();
    questions.push(question);
    return question.verdict;
  };
  const relay = createRelay({
    upstreams: { acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")] } },
    authorize,
    fetch: () => Promise.resolve(Response.json({ renderId: "r1", status: "rendering" })),
    onError: () => undefined,
    ...options,
  });
  onTestFinished(() => relay.close());
  const open = (count = 1, signal?: AbortSignal): Promise<number> => {
    const query = Array.from({ length: count }, (_, index) => `watch=acme/v1/renders/r${index}`).join("&");
    return relay
      .handle(new Request(`https://app.example/api/longrun/events?${query}`, { signal: signal ?? null }), {
        remoteAddress: "192.0.2.1",
      })
      .then(({ status }) => status);
  };
  const answerAll = async (is: boolean): Promise<void> => {
    for (const question of questions) question.answer(is);
    await tick();
  };
  return { relay, open, questions, answerAll };
}

const tick = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
/** What a promise has come to by now. */
const soFar = <Value>(all: readonly Promise<Value>[]): Promise<(Value | null)[]> =>
  Promise.all(all.map((one) => Promise.race([one, tick().then(() => null)])));

describe("while authorize is being asked", () => {
  it("a stream takes its visitor's place, so that no more are open in the end", async () => {
    const { open, answerAll, questions } = relayOf({ push: { maxStreamsPerVisitor: 6 } });
    const opened = Array.from({ length: 60 }, () => open());
    await tick();
    expect(questions).toHaveLength(6);
    expect((await soFar(opened)).filter((status) => status === 429)).toHaveLength(54);
    await answerAll(true);
    expect((await Promise.all(opened)).filter((status) => status === 200)).toHaveLength(6);
  });

  it("a stream takes a place among all", async () => {
    const { open, answerAll } = relayOf({ push: { maxStreams: 4 }, visitorOf: () => crypto.randomUUID() });
    const opened = Array.from({ length: 60 }, () => open());
    await tick();
    await answerAll(true);
    expect((await Promise.all(opened)).filter((status) => status === 200)).toHaveLength(4);
  });

  it.each<[string, (questions: Question[]) => void]>([
    ["a no", ([question]) => question?.answer(false)],
    ["a visitor who leaves", () => undefined],
    ["no answer in time", () => vi.advanceTimersByTime(10_000)],
  ])("%s gives the place back", async (what, end) => {
    const { open, questions } = relayOf({ push: { maxStreamsPerVisitor: 1 } });
    const leaving = new AbortController();
    void open(1, leaving.signal);
    await tick();
    expect(await open()).toBe(429);
    if (what === "a visitor who leaves") leaving.abort();
    end(questions);
    await tick();
    const next = open();
    await tick();
    questions.at(-1)?.answer(true);
    expect(await next).toBe(200);
  });

  it("an authorize that fails gives the place back, and so does a stream that ends", async () => {
    let fails = true;
    const authorize = (): Promise<boolean> => (fails ? Promise.reject(new Error("database")) : Promise.resolve(true));
    const { open, relay } = relayOf({ push: { maxStreamsPerVisitor: 1 }, authorize });
    expect(await open()).toBe(500);
    fails = false;
    const leaving = new AbortController();
    expect(await open(1, leaving.signal)).toBe(200);
    expect(await open()).toBe(429);
    leaving.abort();
    expect(await open()).toBe(200);
    await relay.close();
    expect(await open()).toBe(503);
  });

  it("a relay that is closed opens no stream any more", async () => {
    const { open, relay, answerAll } = relayOf();
    const opened = open();
    await tick();
    await relay.close();
    await answerAll(true);
    expect(await opened).toBe(503);
  });
});

describe("questions to authorize", () => {
  it("are ten for a stream of which nothing may be seen, and ten at a time for any other", async () => {
    const { open, questions, answerAll } = relayOf();
    const refused = open(100);
    await tick();
    expect(questions).toHaveLength(10);
    await answerAll(false);
    expect(await refused).toBe(403);
    expect(questions).toHaveLength(10);

    const opened = open(100);
    await tick();
    let most = 0;
    for (let answered = 10; answered < questions.length; answered += 1) {
      most = Math.max(most, questions.length - answered);
      questions[answered]?.answer(answered % 2 === 0);
      await tick();
    }
    expect(await opened).toBe(200);
    // Each once, and those that were read in the meantime once more.
    expect(questions.length).toBeGreaterThanOrEqual(110);
    expect(most).toBe(10);
  });

  it("are none at all where the visitor has too many streams", async () => {
    const { open, questions } = relayOf({ push: { maxStreamsPerVisitor: 1 } });
    void open(1);
    await tick();
    expect(await open(100)).toBe(429);
    expect(questions).toHaveLength(1);
  });

  it("of one visitor are ten at a time over all their streams, also of those they have left", async () => {
    const { open, questions, answerAll } = relayOf();
    for (let tries = 0; tries < 50; tries += 1) {
      const leaving = new AbortController();
      void open(100, leaving.signal);
      await tick();
      leaving.abort();
      await tick();
    }
    expect(questions).toHaveLength(10);
    await answerAll(true);
    const opened = open();
    await tick();
    await answerAll(true);
    expect(await opened).toBe(200);
  });
});

it("a slot that was given back asks nothing, and what waited for it waits no more", async () => {
  const slots = new StreamSlots({ maxStreams: 10, maxStreamsPerVisitor: 2 });
  const [one, other] = [slots.acquire("ada") as StreamSlot, slots.acquire("ada") as StreamSlot];
  const running = Array.from({ length: 10 }, () => new Question());
  const asked = running.map(({ verdict }) => one.ask(() => verdict));
  const mine = vi.fn(() => Promise.resolve(true));
  const waiting = [other.ask(mine), other.ask(mine)];
  other.release();
  other.release();
  expect(await Promise.all(waiting)).toEqual([null, null]);
  expect(await other.ask(mine)).toBeNull();
  expect(mine).not.toHaveBeenCalled();
  expect(slots.acquire("ada")).not.toBeTypeOf("string");
  expect(slots.acquire("ada")).toBe("too many of this visitor");
  for (const question of running) question.answer(true);
  expect(await Promise.all(asked)).toEqual(Array(10).fill(true));
});
