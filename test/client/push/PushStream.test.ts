import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Coverage } from "../../../src/client/push/Coverage";
import { PushStream } from "../../../src/client/push/PushStream";
import type { PushedChange } from "../../../src/client/push/pushWire";
import { FakeEvents } from "../FakeEvents";

const [A, B] = ["layers/v1/jobs/a", "layers/v1/jobs/b"] as const;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream over these operations: what it opened, what it told, and the names last told to be heard. */
function streaming(...names: readonly string[]) {
  const opened: FakeEvents[] = [];
  const told: string[] = [];
  const listening: Coverage[] = [];
  const open = (url: string): FakeEvents => {
    const events = new FakeEvents(url);
    opened.push(events);
    return events;
  };
  const stream = new PushStream({
    baseUrl: "/api/longrun",
    open,
    onChange: ({ etag }: PushedChange) => told.push(etag),
    onCoverage: (is) => listening.push(is),
  });
  stream.want(names);
  return { stream, opened, told, listening, isOpen: () => opened.map(({ readyState }) => readyState !== 2) };
}

/** One that is open. */
async function openStream(...names: readonly string[]) {
  const set = streaming(...names);
  await pass(50);
  const [first] = set.opened;
  if (first === undefined) throw new Error("No stream was opened.");
  first.emit("ready");
  return { ...set, first };
}

describe("a stream is opened", () => {
  it("a twentieth of a second after the first subscription, for all operations subscribed to by then", async () => {
    const { stream, opened } = streaming(A);
    await pass(49);
    stream.want([A, B]);
    expect(opened).toEqual([]);
    await pass(1);
    expect(opened.map(({ url }) => url)).toEqual([
      `/api/longrun/events?watch=${encodeURIComponent(A)}&watch=${encodeURIComponent(B)}`,
    ]);
  });

  it("not for an operation that was dropped by then", async () => {
    const { stream, opened } = streaming(A);
    stream.want([]);
    await pass(1_000);
    expect(opened).toEqual([]);
  });

  it("not once it is closed, be it in between", async () => {
    const { stream, opened, listening } = streaming(A);
    stream.close();
    await pass(1_000);
    expect([opened, listening]).toEqual([[], [{ names: [], session: null }]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("not anew for fewer operations, nor for one that is on it already", async () => {
    const { stream, isOpen } = await openStream(A, B);
    stream.want([B]);
    await pass(1_000);
    stream.want([A, B]);
    await pass(1_000);
    expect(isOpen()).toEqual([true]);
  });

  it("again after it was closed, for the same", async () => {
    const { stream, isOpen } = await openStream(A);
    stream.close();
    stream.want([A]);
    await pass(50);
    expect(isOpen()).toEqual([false, true]);
  });

  it("again when the cookies have changed, and nothing is covered until it is ready", async () => {
    const { stream, opened, listening, isOpen } = await openStream(A);
    stream.renew();
    expect([isOpen(), listening.at(-1)]).toEqual([[false, true], { names: [], session: null }]);
    opened[1]?.emit("ready", { session: "bob" });
    expect(listening.at(-1)).toEqual({ names: [A], session: "bob" });
  });

  it("not by a change of cookies where none is open", async () => {
    const { stream, opened, listening } = streaming(A);
    stream.renew();
    expect([opened, listening]).toEqual([[], []]);
  });
});

describe("a stream that was refused", () => {
  it("is tried again after five seconds, and after twice as long each time, up to five minutes", async () => {
    const { opened } = streaming(A);
    await pass(50);
    for (const waitMs of [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      const before = opened.length;
      opened.at(-1)?.fail(2);
      await pass(waitMs - 1);
      expect(opened).toHaveLength(before);
      await pass(1);
      expect(opened).toHaveLength(before + 1);
    }
  });

  it("asks for a newly wanted operation beside the one that it was refused for", async () => {
    const { stream, opened } = streaming(A);
    await pass(50);
    for (const waitMs of [5_000, 10_000]) {
      opened.at(-1)?.fail(2);
      await pass(waitMs);
    }
    stream.want([A, "layers/v1/jobs/of-the-next-user"]);
    await pass(50);
    expect(opened.at(-1)?.watches).toEqual([A, "layers/v1/jobs/of-the-next-user"]);
  });

  it("is retried with the first delay again after one was ready", async () => {
    const { opened } = streaming(A);
    await pass(50);
    opened[0]?.fail(2);
    await pass(5_000);
    opened[1]?.fail(2);
    await pass(10_000);
    opened[2]?.emit("ready");
    opened[2]?.fail(2);
    await pass(5_000);
    expect(opened).toHaveLength(4);
  });

  it("and connects by itself is left alone", async () => {
    const { first, opened, listening } = await openStream(A);
    first.fail(0);
    await pass(39_000);
    expect([opened.length, listening.at(-1)]).toEqual([1, { names: [], session: null }]);
  });
});

describe("a stream that has fallen silent", () => {
  it.each([
    ["ready", () => undefined],
    ["heartbeat", (stream: FakeEvents) => stream.emit("heartbeat")],
    ["change", (stream: FakeEvents) => stream.change(A, "1")],
    ["unwatched", (stream: FakeEvents) => stream.emit("unwatched", { watch: B })],
  ])("forty seconds after a %s is opened anew, and nothing counts as heard meanwhile", async (type, speak) => {
    const { first, isOpen, listening } = await openStream(A);
    await pass(type === "ready" ? 0 : 30_000);
    speak(first);
    await pass(39_999);
    expect(isOpen()).toEqual([true]);
    await pass(1);
    expect([isOpen(), listening.at(-1)]).toEqual([[false, true], { names: [], session: null }]);
  });

  it("before it said anything at all is opened anew too", async () => {
    const { isOpen } = streaming(A);
    await pass(40_050);
    expect(isOpen()).toEqual([false, true]);
  });
});

describe("what is said", () => {
  it("on a stream that has been replaced counts for nothing", async () => {
    const { stream, first, opened, told, listening } = await openStream(A);
    stream.want([A, B]);
    await pass(50);
    const before = listening.length;
    first.change(A, "old");
    first.emit("ready");
    first.fail(2);
    await pass(10_000);
    expect([told, listening.length, opened.length]).toEqual([[], before, 2]);
  });

  it("of an operation that is turned down ends what is heard of that one alone", async () => {
    const { stream, first, listening, opened } = await openStream(A, B);
    first.emit("unwatched", { watch: A });
    expect(listening.at(-1)).toEqual({ names: [B], session: "ada" });
    const before = listening.length;
    for (const data of [{ watch: A }, { watch: "layers/v1/jobs/other" }, { watch: 5 }, "null", "no json"])
      first.emit("unwatched", data);
    expect(listening).toHaveLength(before);
    // It is no reason to ask for it again.
    stream.want([A, B]);
    await pass(1_000);
    expect(opened).toHaveLength(1);
  });

  it.each([[{}], [{ session: 5 }], ["null"], ["no json"]])(
    "to be ready without a session, %j, is heard of as nobody",
    async (data) => {
      const { opened, listening } = streaming(A);
      await pass(50);
      opened[0]?.emit("ready", data);
      expect(listening).toEqual([{ names: [A], session: null }]);
    },
  );

  it.each(["watch", "etag", "session", "body"])("is no change without its %s", async (field) => {
    const { first, told } = await openStream(A);
    first.emit("change", { watch: A, etag: "1", session: "ada", body: {}, [field]: undefined });
    expect(told).toEqual([]);
    first.emit("change", { watch: A, etag: "1", session: "ada", body: {} });
    expect(told).toEqual(["1"]);
  });
});

/** So many names of operations. */
const jobs = (count: number): string[] => Array.from({ length: count }, (_, index) => `layers/v1/jobs/${index}`);

describe("the relay's limits, told by `ready`", () => {
  const ready = { session: "ada", heartbeatMs: 15_000, maxWatches: 100 };

  it("of operations on one stream are kept: the rest is polled", async () => {
    const { stream, opened, listening } = streaming(...jobs(80));
    const refuseTooMany = (): void => {
      const last = opened.at(-1);
      if (last === undefined || last.readyState === 2) return;
      if (last.watches.length > 50) last.fail(2);
      else last.emit("ready", { ...ready, maxWatches: 50 });
    };
    for (let second = 0; second < 600; second += 1) {
      await pass(1_000);
      refuseTooMany();
      stream.want(jobs(80));
    }
    expect(opened.at(-1)?.watches).toEqual(jobs(50));
    expect(listening.at(-1)?.names).toEqual(jobs(50));
    // 80 are refused, 40 tell the limit, 50 stay; nothing is asked again, but for what only the test keeps silent.
    expect(opened.slice(0, 3).map(({ watches }) => watches.length)).toEqual([80, 40, 50]);
    expect(opened.slice(3).every(({ watches }) => watches.length === 50)).toBe(true);
  });

  it.each([1, 3])("are found where only %i may be on a stream", async (limit) => {
    const { opened } = streaming(...jobs(100));
    await pass(50);
    for (let tries = 0; tries < 10 && (opened.at(-1)?.watches.length ?? 0) > limit; tries += 1) {
      opened.at(-1)?.fail(2);
      await pass(300_000);
    }
    opened.at(-1)?.emit("ready", { ...ready, maxWatches: limit });
    await pass(2_000);
    expect(opened.at(-1)?.watches).toHaveLength(limit);
  });

  it("bring back all that fits, where a stream was refused for another reason", async () => {
    const { opened } = streaming(...jobs(80));
    await pass(50);
    opened[0]?.fail(2);
    await pass(5_000);
    opened[1]?.emit("ready", ready);
    await pass(2_000);
    expect(opened.map(({ watches }) => watches.length)).toEqual([80, 40, 80]);
  });

  it("lead to less and less frequent streams where the relay keeps to others than it tells", async () => {
    const { opened } = streaming(...jobs(80));
    await pass(50);
    for (let minute = 0; minute < 60; minute += 1)
      for (let second = 0; second < 60; second += 1) {
        const last = opened.at(-1);
        if (last !== undefined && last.readyState !== 2)
          if (last.watches.length > 50) last.fail(2);
          else last.emit("ready", ready);
        await pass(1_000);
      }
    expect(opened.length).toBeLessThan(40);
  });

  it.each([[0], [-1], [0.5], [null], ["50"], [1e12], [undefined], [[]]])(
    "of %j operations on one stream are no reason for another stream",
    async (maxWatches) => {
      const { opened, listening } = streaming(...jobs(120));
      await pass(50);
      expect(opened[0]?.watches).toHaveLength(100);
      opened[0]?.emit("ready", { ...ready, maxWatches });
      await pass(30_000);
      expect([opened.length, listening.at(-1)?.names.length]).toEqual([1, 100]);
    },
  );

  it("leave a stream alone for two heartbeats and ten seconds", async () => {
    const { first, isOpen } = await openStream(A);
    first.emit("ready", { ...ready, heartbeatMs: 60_000 });
    await pass(129_999);
    expect(isOpen()).toEqual([true]);
    await pass(1);
    expect(isOpen()).toEqual([false, true]);
  });

  it("of heartbeats hold for the streams after that one", async () => {
    const { first, isOpen } = await openStream(A);
    first.emit("ready", { ...ready, heartbeatMs: 60_000 });
    await pass(130_000);
    await pass(129_999);
    expect(isOpen()).toEqual([false, true]);
  });

  it.each([
    ["no number", null, 40_000],
    ["a text", "60000", 40_000],
    ["nothing", undefined, 40_000],
    ["zero", 0, 40_000],
    ["less than nothing", -5, 40_000],
    ["a millisecond", 1, 12_000],
    ["a thousand years", 1e12, 1_810_000],
  ])("of heartbeats, where they are %s, are kept within bounds", async (_, heartbeatMs, patienceMs) => {
    const { first, isOpen } = await openStream(A);
    first.emit("ready", { ...ready, heartbeatMs });
    await pass(patienceMs - 1);
    expect(isOpen()).toEqual([true]);
    await pass(1);
    expect(isOpen()).toEqual([false, true]);
  });
});

describe("on a page with more operations than a stream takes", () => {
  it("those that end within two seconds make room together", async () => {
    const { stream, opened } = await openStream(...jobs(130));
    for (let ended = 1; ended <= 19; ended += 1) {
      stream.want(jobs(130).slice(ended));
      await pass(100);
    }
    expect(opened).toHaveLength(1);
    await pass(100);
    expect(opened.map(({ watches }) => watches.length)).toEqual([100, 100]);
    expect(opened[1]?.watches).toEqual(jobs(130).slice(19, 119));
  });

  it("a new one is asked for promptly, and with it whatever waits", async () => {
    const { stream, opened } = await openStream(...jobs(101));
    stream.want(jobs(101).slice(1));
    await pass(100);
    stream.want([...jobs(101).slice(2), A]);
    await pass(50);
    expect(opened.map(({ watches }) => watches.length)).toEqual([100, 100]);
  });
});
