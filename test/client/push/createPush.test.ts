import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChannelLike, LocksLike } from "../../../src/client/push/browserPlatform";
import { createPush, type Push } from "../../../src/client/push/createPush";
import type { PushSubscriber } from "../../../src/client/push/PushSubscriptions";
import { PUSH_DEFAULTS } from "../../../src/client/push/pushWire";
import { FakeEvents } from "../FakeEvents";

/** A browser with several tabs: locks, channels and connections as far as pushes use them. */
class Browser {
  readonly streams: FakeEvents[] = [];
  /** Whose cookies it has: a stream is opened with those of its moment. */
  session: string | null = "ada";
  /** What tabs said to each other. */
  readonly said: unknown[] = [];
  readonly #channels = new Map<string, Set<ChannelLike>>();
  readonly #held = new Map<string, (() => void)[]>();

  /** A tab that has read whatever it watches, as whoever is signed in then. */
  tab(): { readonly push: Push; readonly die: () => void } {
    const { push, die } = this.tabThatHasReadNothing();
    return { push: readingFirst(push, () => this.session), die };
  }

  tabThatHasReadNothing(session?: string): { readonly push: Push; readonly die: () => void } {
    const releases: (() => void)[] = [];
    const own: FakeEvents[] = [];
    const dead = new AbortController();
    const channels: ChannelLike[] = [];
    const push = createPush({
      baseUrl: "/api/longrun",
      session,
      locks: this.#locks(releases, dead.signal),
      openChannel: (name) => {
        const others = this.#channels.get(name) ?? new Set<ChannelLike>();
        this.#channels.set(name, others);
        const channel: ChannelLike = {
          onmessage: null,
          postMessage: (data) => {
            this.said.push(data);
            if (!dead.signal.aborted)
              for (const other of [...others])
                if (other !== channel) other.onmessage?.({ data: structuredClone(data) });
          },
          close: () => others.delete(channel),
        };
        others.add(channel);
        channels.push(channel);
        return channel;
      },
      openEvents: (url) => {
        const events = new FakeEvents(url, this.session);
        own.push(events);
        this.streams.push(events);
        return events;
      },
    });
    /** As when the browser kills a tab: nothing of its own runs any more, and its locks are freed. */
    const die = (): void => {
      dead.abort();
      for (const channel of channels) channel.close();
      for (const events of own) events.close();
      for (const release of releases) release();
    };
    return { push, die };
  }

  #locks(releases: (() => void)[], dead: AbortSignal): LocksLike {
    return {
      request: async (name, { signal }, work) => {
        const queue = this.#held.get(name) ?? [];
        this.#held.set(name, queue);
        await new Promise<void>((resolve) => {
          queue.push(resolve);
          if (queue.length === 1) resolve();
        });
        const release = (): void => {
          queue.shift();
          queue[0]?.();
        };
        if (dead.aborted || signal?.aborted) return release();
        let isReleased = false;
        const once = (): void => {
          if (!isReleased) release();
          isReleased = true;
        };
        releases.push(once);
        await work();
        once();
      },
    };
  }

  get open(): FakeEvents[] {
    return this.streams.filter(({ readyState }) => readyState !== 2);
  }
}

/** A push whose tab has read each operation by the time that it watches it. */
function readingFirst(push: Push, session: () => string | null): Push {
  push.grant("", session());
  return {
    ...push,
    subscribe(name, subscriber) {
      push.grant(name, session());
      return push.subscribe(name, subscriber);
    },
  };
}

interface Heard extends PushSubscriber {
  readonly etags: string[];
  readonly listening: boolean[];
}

function hearing(): Heard {
  const etags: string[] = [];
  const listening: boolean[] = [];
  return { etags, listening, onChange: ({ etag }) => etags.push(etag), onPushed: (is) => listening.push(is) };
}

const settle = (ms = 60): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const [A, B, C] = ["layers/v1/jobs/a", "layers/v1/jobs/b", "tuco/api/line-requests/c"] as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("one tab", () => {
  it("opens one stream for all operations that mount together, and delivers the changes of each", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [a, b] = [hearing(), hearing()];
    push.subscribe(A, a);
    push.subscribe(B, b);
    await settle();
    expect(browser.streams.map(({ watches }) => watches)).toEqual([[A, B]]);
    browser.streams[0]?.change(A, "1");
    browser.streams[0]?.emit("ready");
    browser.streams[0]?.change(B, "2");
    expect([a.etags, b.etags, a.listening, b.listening]).toEqual([["1"], ["2"], [true], [true]]);
  });

  it("delivers an unchanged value once, and the known value to a later subscriber", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [first, later] = [hearing(), hearing()];
    push.subscribe(A, first);
    await settle();
    browser.streams[0]?.emit("ready");
    browser.streams[0]?.change(A, "1");
    browser.streams[0]?.change(A, "1");
    push.subscribe(A, later);
    expect([first.etags, later.etags, later.listening]).toEqual([["1"], ["1"], [true]]);
    await settle();
    expect(browser.streams).toHaveLength(1);
  });

  it("opens another stream for more operations, none for fewer, and none at all without any", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const end = [push.subscribe(A, hearing()), push.subscribe(B, hearing())];
    await settle();
    end[0]?.();
    await settle();
    expect(browser.streams).toHaveLength(1);
    push.subscribe(C, hearing());
    await settle();
    expect(browser.open.map(({ watches }) => watches)).toEqual([[B, C]]);
    push.close();
    expect(browser.open).toEqual([]);
  });

  it("keeps the others covered while a stream is opened for more, unless that one fails", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [a, b, c] = [hearing(), hearing(), hearing()];
    push.subscribe(A, a);
    await settle();
    browser.open[0]?.emit("ready");
    push.subscribe(B, b);
    await settle();
    expect([browser.streams.length, a.listening, b.listening]).toEqual([2, [true], []]);
    browser.open[0]?.emit("ready");
    expect([a.listening, b.listening]).toEqual([[true], [true]]);
    push.subscribe(C, c);
    await settle();
    browser.open[0]?.fail(0);
    expect([a.listening, b.listening, c.listening]).toEqual([[true, false], [true, false], []]);
  });

  it("keeps its stream through a moment without subscriptions, as when a list of jobs is replaced", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const end = push.subscribe(A, hearing());
    await settle();
    browser.open[0]?.emit("ready");
    end();
    await settle(1);
    const again = hearing();
    push.subscribe(A, again);
    await settle(1_000);
    expect([browser.streams.length, browser.open.length, again.listening]).toEqual([1, 1, [true]]);
  });

  it("delivers to a later subscriber nothing from before the connection broke: the poll is newer", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    push.subscribe(A, hearing());
    await settle();
    browser.open[0]?.change(A, "old");
    browser.open[0]?.emit("ready");
    browser.open[0]?.fail(0);
    const [later, elsewhere] = [hearing(), hearing()];
    push.subscribe(A, later);
    browser.tab().push.subscribe(A, elsewhere);
    await settle();
    expect([later.etags, elsewhere.etags]).toEqual([[], []]);
    browser.open[0]?.change(A, "old");
    browser.open[0]?.emit("ready");
    expect([later.etags, elsewhere.etags]).toEqual([["old"], ["old"]]);
  });

  it("polls while the connection is broken, and is pushed again when it is back", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const a = hearing();
    push.subscribe(A, a);
    await settle();
    const [stream] = browser.streams;
    stream?.emit("ready");
    stream?.fail(0);
    expect(a.listening).toEqual([true, false]);
    stream?.emit("ready");
    expect(a.listening).toEqual([true, false, true]);
    expect(browser.streams).toHaveLength(1);
  });

  it("retries with growing delays while the relay refuses", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    push.subscribe(A, hearing());
    await settle();
    for (let minute = 0; minute < 30; minute += 1) {
      for (const stream of browser.open) stream.fail(2);
      await settle(60_000);
    }
    expect(browser.streams.length).toBeGreaterThan(5);
    expect(browser.streams.length).toBeLessThan(16);
  });

  it("reopens a connection that has fallen silent", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const a = hearing();
    push.subscribe(A, a);
    await settle();
    browser.streams[0]?.emit("ready");
    for (let beats = 0; beats < 8; beats += 1) {
      browser.streams[0]?.emit("heartbeat");
      await settle(15_000);
    }
    expect(browser.streams).toHaveLength(1);
    await settle(30_000);
    expect([browser.streams.length, a.listening]).toEqual([2, [true, false]]);
  });

  it("polls an operation that the relay turns down, and does not subscribe to it again", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [a, b] = [hearing(), hearing()];
    push.subscribe(A, a);
    push.subscribe(B, b);
    const end = push.subscribe(C, hearing());
    await settle();
    browser.streams[0]?.emit("unwatched", { watch: A });
    browser.streams[0]?.emit("ready");
    expect([a.listening, b.listening]).toEqual([[], [true]]);
    browser.streams[0]?.emit("unwatched", { watch: B });
    expect(b.listening).toEqual([true, false]);
    end();
    await settle(1_000);
    expect(browser.streams).toHaveLength(1);
  });

  it("subscribes to no more than a stream takes, and polls the rest", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const all = Array.from({ length: PUSH_DEFAULTS.maxWatches + 5 }, (_, index) => {
      const one = hearing();
      push.subscribe(`layers/v1/jobs/${index}`, one);
      return one;
    });
    await settle();
    browser.streams[0]?.emit("ready");
    expect(browser.streams[0]?.watches).toHaveLength(PUSH_DEFAULTS.maxWatches);
    expect(all.filter(({ listening }) => listening.length === 0)).toHaveLength(5);
  });

  it.each([
    "no json",
    "null",
    "[]",
    '{"watch":1}',
    `{"watch":"${A}","etag":"x","session":"ada","body":7}`,
    `{"watch":"${A}","etag":"x","body":{}}`,
    '{"__proto__":{"watch":"x"}}',
  ])("passes over %s", async (data) => {
    const browser = new Browser();
    const { push } = browser.tab();
    const a = hearing();
    push.subscribe(A, a);
    await settle();
    browser.streams[0]?.emit("change", data);
    expect(a.etags).toEqual([]);
  });
});

describe("several tabs", () => {
  /** Three tabs, each with an operation of its own; the one that had the connection is gone. */
  async function afterTheFirstOfThreeDied(): Promise<{ readonly browser: Browser; readonly heard: readonly Heard[] }> {
    const browser = new Browser();
    const tabs = [browser.tab(), browser.tab(), browser.tab()];
    const heard = [hearing(), hearing(), hearing()];
    for (const [index, name] of [A, B, C].entries()) tabs[index]?.push.subscribe(name, heard[index] as Heard);
    await settle();
    browser.open[0]?.emit("ready");
    tabs[0]?.die();
    await settle();
    return { browser, heard };
  }

  it("share one connection, and each gets the changes of its own operations", async () => {
    const browser = new Browser();
    const [one, other] = [browser.tab(), browser.tab()];
    const [a, b] = [hearing(), hearing()];
    one.push.subscribe(A, a);
    await settle();
    other.push.subscribe(B, b);
    await settle();
    expect(browser.open.map(({ watches }) => watches)).toEqual([[A, B]]);
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "1");
    browser.open[0]?.change(B, "2");
    expect([a.etags, b.etags, a.listening, b.listening]).toEqual([["1"], ["2"], [true], [true]]);
  });

  it("deliver the known values to a later tab at once, without another connection", async () => {
    const browser = new Browser();
    const one = browser.tab();
    const [early, late] = [hearing(), hearing()];
    one.push.subscribe(A, early);
    await settle();
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "1");
    const other = browser.tab();
    other.push.subscribe(A, late);
    await settle();
    expect([late.etags, late.listening, early.etags, browser.streams.length]).toEqual([["1"], [true], ["1"], 1]);
  });

  it("let a follower take over all operations when the leader dies", async () => {
    const { browser, heard } = await afterTheFirstOfThreeDied();
    expect(browser.open.map(({ watches }) => watches.sort())).toEqual([[B, C].sort()]);
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(C, "9");
    expect([heard[0]?.etags, heard[2]?.etags, heard[2]?.listening.at(-1)]).toEqual([[], ["9"], true]);
  });

  it("poll when the new leader gets no connection", async () => {
    const { browser, heard } = await afterTheFirstOfThreeDied();
    browser.open[0]?.fail(0);
    expect([heard[1]?.listening, heard[2]?.listening]).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it("send their operations in one message, however many mount together", async () => {
    const browser = new Browser();
    const [one, other] = [browser.tab(), browser.tab()];
    await settle();
    browser.said.length = 0;
    const ends = Array.from({ length: 1_000 }, (_, index) =>
      other.push.subscribe(`layers/v1/jobs/${index}`, hearing()),
    );
    one.push.subscribe(A, hearing());
    await settle();
    expect(browser.said).toHaveLength(2);
    for (const end of ends) end();
    await settle();
    expect(browser.said).toHaveLength(3);
  });

  it("drop the operations that only a dead tab wanted", async () => {
    const browser = new Browser();
    const [one, other] = [browser.tab(), browser.tab()];
    one.push.subscribe(A, hearing());
    other.push.subscribe(B, hearing());
    await settle();
    other.die();
    await settle();
    one.push.subscribe(C, hearing());
    await settle();
    expect(browser.open.map(({ watches }) => watches)).toEqual([[A, C]]);
  });

  it("keep their connection when one of them is closed", async () => {
    const browser = new Browser();
    const [one, other] = [browser.tab(), browser.tab()];
    one.push.subscribe(A, hearing());
    other.push.subscribe(B, hearing());
    await settle();
    one.push.close();
    await settle();
    expect(browser.open.map(({ watches }) => watches)).toEqual([[B]]);
  });
});

describe("whose session it is", () => {
  it("decides what a tab takes: nothing of an operation that it has not been let read itself", async () => {
    const browser = new Browser();
    browser.tab().push.subscribe(A, hearing());
    const { push } = browser.tabThatHasReadNothing();
    const a = hearing();
    push.subscribe(A, a);
    await settle();
    browser.open[0]?.change(A, "1");
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "2");
    expect([a.etags, a.listening]).toEqual([[], []]);
    push.grant(B, "ada");
    expect([a.etags, a.listening]).toEqual([[], []]);
    // What has changed between the answer to the read and now is told.
    push.grant(A, "ada");
    expect([a.etags, a.listening]).toEqual([["2"], [true]]);
    push.grant(A, "ada");
    browser.open[0]?.change(A, "3");
    expect([a.etags, a.listening]).toEqual([["2", "3"], [true]]);
  });

  it("is unknown where an answer does not name it: then nothing is heard", async () => {
    const browser = new Browser();
    browser.session = null;
    const { push } = browser.tab();
    const a = hearing();
    push.subscribe(A, a);
    await settle();
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "1");
    expect([a.etags, a.listening]).toEqual([[], []]);
  });

  it("turns when somebody else signs in in another tab: the connection is opened anew, and each hears what is theirs", async () => {
    const browser = new Browser();
    const ada = browser.tab();
    const [hers, his] = [hearing(), hearing()];
    ada.push.subscribe(A, hers);
    await settle();
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "hers");
    browser.session = "bob";
    const bob = browser.tabThatHasReadNothing();
    bob.push.subscribe(A, his);
    await settle();
    // He may not read it; but he may read another.
    bob.push.refuse(A);
    bob.push.grant(B, "bob");
    bob.push.subscribe(B, his);
    await settle(1_000);
    expect(browser.open.map(({ session, watches }) => [session, watches.sort()])).toEqual([["bob", [A, B]]]);
    expect(hers.listening).toEqual([true, false]);
    browser.open[0]?.emit("unwatched", { watch: A });
    browser.open[0]?.change(B, "his");
    browser.open[0]?.emit("ready");
    expect([his.etags, his.listening, hers.etags, hers.listening]).toEqual([["his"], [true], ["hers"], [true, false]]);
  });

  it("turns when somebody else signs in in the same tab, without a reload", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [hers, his] = [hearing(), hearing()];
    push.subscribe(A, hers);
    await settle();
    browser.open[0]?.emit("ready");
    browser.session = "bob";
    push.subscribe(B, his);
    await settle(1_000);
    expect(hers.listening).toEqual([true, false]);
    expect(browser.open.map(({ session }) => session)).toEqual(["bob"]);
    browser.open[0]?.change(A, "hers");
    browser.open[0]?.change(B, "his");
    browser.open[0]?.emit("ready");
    expect([hers.etags, his.etags]).toEqual([[], ["his"]]);
  });

  it("turns when it signs out: what is refused is forgotten, and the connection is opened with the cookies of now", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const [a, later] = [hearing(), hearing()];
    push.subscribe(A, a);
    await settle();
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "1");
    browser.session = null;
    push.refuse(A);
    await settle();
    push.subscribe(A, later);
    expect([a.listening, later.etags, later.listening]).toEqual([[true, false], [], []]);
    expect(browser.open.map(({ session }) => session)).toEqual([null]);
    push.refuse(A);
    await settle(60_000);
    expect(browser.streams.filter(({ session }) => session === null).length).toBeLessThan(4);
  });

  it("is not trusted from a refusal on, though the stream may not be opened anew yet", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    const b = hearing();
    push.subscribe(A, hearing());
    push.subscribe(B, b);
    await settle();
    browser.open[0]?.emit("ready");
    push.refuse(C);
    await settle();
    browser.open[0]?.emit("ready");
    push.grant(A, "ada");
    push.grant(B, "ada");
    expect(b.listening).toEqual([true, false, true]);
    // The stream was opened anew just now, and will not be again for half a minute.
    push.refuse(A);
    await settle(1_000);
    browser.open[0]?.change(B, "1");
    expect([b.listening, b.etags]).toEqual([[true, false, true, false], []]);
  });

  it("is that of now for whoever takes over when the one with the connection is killed halfway", async () => {
    const browser = new Browser();
    const [ada, other] = [browser.tab(), browser.tab()];
    const [a, b] = [hearing(), hearing()];
    ada.push.subscribe(A, a);
    other.push.subscribe(A, b);
    await settle();
    browser.open[0]?.emit("ready");
    browser.open[0]?.change(A, "1");
    browser.session = "bob";
    ada.die();
    await settle();
    browser.open[0]?.change(A, "2");
    browser.open[0]?.emit("ready");
    expect([b.etags, b.listening]).toEqual([["1"], [true, false]]);
  });

  it("may have turned while a stream was being opened: that one is opened anew", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    push.subscribe(A, hearing());
    await settle();
    browser.session = "bob";
    push.grant(B, "bob");
    await settle();
    browser.open[0]?.emit("ready");
    await settle();
    expect(browser.open.map(({ session }) => session)).toEqual(["bob"]);
  });

  it("may change with every answer, as a cookie may: that costs polls and a stream now and then, and no more", async () => {
    const browser = new Browser();
    const { push } = browser.tab();
    push.subscribe(A, hearing());
    await settle();
    browser.open[0]?.emit("ready");
    for (let reads = 0; reads < 300; reads += 1) {
      browser.session = `rolling ${reads}`;
      push.grant(A, browser.session);
      await settle(1_000);
      for (const stream of browser.open) stream.emit("ready");
    }
    expect(browser.streams.length).toBeLessThan(15);
  });

  it("may be named from the start: then two sessions share nothing at all", async () => {
    const browser = new Browser();
    const ada = readingFirst(browser.tabThatHasReadNothing("user 1").push, () => "ada");
    const bob = readingFirst(browser.tabThatHasReadNothing("user 2").push, () => "ada");
    const [hers, his] = [hearing(), hearing()];
    ada.subscribe(A, hers);
    bob.subscribe(A, his);
    await settle();
    expect(browser.open).toHaveLength(2);
    browser.open[0]?.change(A, "1");
    expect([hers.etags, his.etags]).toEqual([["1"], []]);
  });
});

it("a closed push sends, receives and keeps nothing, and leaves no timer", async () => {
  const browser = new Browser();
  const { push } = browser.tab();
  const a = hearing();
  push.subscribe(A, a);
  await settle();
  browser.open[0]?.emit("ready");
  const [stream] = browser.open;
  push.close();
  push.close();
  const before = [...a.listening];
  stream?.change(A, "1");
  push.subscribe(B, a);
  push.grant(B, "ada");
  await settle(600_000);
  expect([browser.open, a.etags, a.listening]).toEqual([[], [], before]);
  expect(vi.getTimerCount()).toBe(0);
});

describe("a browser that lacks", () => {
  it("locks and channels opens a connection for each tab", async () => {
    const streams: FakeEvents[] = [];
    const openEvents = (url: string): FakeEvents => {
      streams.push(new FakeEvents(url));
      return streams.at(-1) as FakeEvents;
    };
    vi.stubGlobal("BroadcastChannel", undefined);
    const pushes = [
      createPush({ baseUrl: "/api/longrun", openEvents }),
      createPush({ baseUrl: "/api/longrun", openEvents }),
    ].map((push) => readingFirst(push, () => "ada"));
    const heard = hearing();
    for (const push of pushes) push.subscribe(A, heard);
    await settle();
    expect(streams).toHaveLength(2);
    streams[1]?.change(A, "1");
    expect(heard.etags).toEqual(["1"]);

    // What changes while nobody looks is told to whoever comes back to it.
    const [again, back] = [hearing(), hearing()];
    const end = pushes[0]?.subscribe(B, again);
    await settle();
    streams[2]?.emit("ready");
    end?.();
    await settle();
    streams[2]?.change(B, "2");
    pushes[0]?.subscribe(B, back);
    await settle();
    expect([streams.length, again.etags, back.etags]).toEqual([3, [], ["2"]]);
    for (const push of pushes) push.close();
    vi.unstubAllGlobals();
  });

  it("server-sent events gets no pushes, and polls", async () => {
    const heard = hearing();
    const push = createPush({ baseUrl: "/api/longrun" });
    push.subscribe(A, heard);
    await settle(1_000);
    expect(heard.listening).toEqual([]);
    push.close();
  });
});
