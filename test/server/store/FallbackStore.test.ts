import { memoryStore, type RelayStore } from "longrun/server";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { FallbackStore } from "../../../src/server/store/FallbackStore";

/** A store that can be lost, and how the fallback over it tells. */
function storeThatFails() {
  const inner = memoryStore();
  let isLost: "no" | "rejects" | "hangs" = "no";
  const calls: string[] = [];
  const guarded = async <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    calls.push(name);
    if (isLost === "rejects") throw new Error("ECONNREFUSED");
    if (isLost === "hangs") return new Promise<Value>(() => undefined);
    return work();
  };
  const store: RelayStore = {
    get: (keys) => guarded("get", () => inner.get(keys)),
    set: (key, value, ttlMs) => guarded("set", () => inner.set(key, value, ttlMs)),
    swap: (key, expected, next, ttlMs) => guarded("swap", () => inner.swap(key, expected, next, ttlMs)),
    publish: (message) => guarded("publish", () => inner.publish(message)),
    subscribe: (listener) => guarded("subscribe", () => inner.subscribe(listener)),
  };
  const changes: (string | null)[] = [];
  const fallback = new FallbackStore({
    store,
    now: Date.now,
    maxBytes: 1_048_576,
    onChange: (cause) => changes.push(cause === null ? null : String(cause.error)),
  });
  return {
    inner,
    fallback,
    calls,
    changes,
    lose: (how: "rejects" | "hangs") => (isLost = how),
    regain: () => (isLost = "no"),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

describe("while the store is there", () => {
  it("everything is in it", async () => {
    const { fallback, inner, changes } = storeThatFails();
    await fallback.set("a", 1, 10_000);
    expect(await fallback.swap("lease", null, "me", 10_000)).toBe(true);
    expect([await inner.get(["a"]), await inner.get(["lease"]), await fallback.get(["a"])]).toEqual([1, "me", 1]);
    expect([changes, fallback.isAlone]).toEqual([[], false]);
  });
});

describe.each(["rejects", "hangs"] as const)("when the store %s", (how) => {
  it("the call that finds it down is answered by the own memory", async () => {
    const { fallback, lose, changes } = storeThatFails();
    await fallback.set("a", 1, 60_000);
    await fallback.swap("budget", null, "spent", 60_000);
    lose(how);
    const got = fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await got).toBe(1);
    expect(await fallback.swap("budget", "spent", "more", 60_000)).toBe(true);
    expect(await fallback.get(["budget"])).toBe("more");
    expect(changes).toHaveLength(1);
  });

  it("reports it once, tries again every two seconds, and reports that it is back", async () => {
    const { fallback, lose, regain, changes, calls } = storeThatFails();
    lose(how);
    for (let second = 0; second < 20; second += 1) {
      void fallback.get(["a"]);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(changes).toHaveLength(1);
    expect(calls.length).toBeLessThanOrEqual(11);
    regain();
    await vi.advanceTimersByTimeAsync(2_000);
    await fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(changes.at(-1)).toBeNull();
    expect(changes).toHaveLength(2);
  });

  it("no call waits while it is tried again", async () => {
    const { fallback, lose, calls } = storeThatFails();
    lose(how);
    void fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(3_000);
    const tried = calls.length;
    for (const call of [() => fallback.get(["a"]), () => fallback.set("a", 1, 1_000), () => fallback.publish("news")])
      await call();
    expect(calls.length).toBe(tried + 1);
  });

  it("subscribers that began while it was down receive once it is back", async () => {
    const { fallback, lose, regain, inner } = storeThatFails();
    lose(how);
    const heard: unknown[] = [];
    const listening = fallback.subscribe((message) => heard.push(message));
    await vi.advanceTimersByTimeAsync(1_000);
    await listening;
    regain();
    await vi.advanceTimersByTimeAsync(2_000);
    await fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(0);
    await inner.publish("news");
    expect(heard).toEqual(["news"]);
  });

  it("subscribers from before receive each message once, over a new subscription: the old connection may be dead though it looks open", async () => {
    const { fallback, lose, regain, inner, calls } = storeThatFails();
    const heard: unknown[] = [];
    await fallback.subscribe((message) => heard.push(message));
    lose(how);
    void fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(3_000);
    regain();
    await fallback.get(["a"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.filter((name) => name === "subscribe")).toHaveLength(2);
    await inner.publish("news");
    expect(heard).toEqual(["news"]);
  });
});

it("nothing is received after the end of a subscription", async () => {
  const { fallback, inner } = storeThatFails();
  const heard: unknown[] = [];
  const stop = await fallback.subscribe((message) => heard.push(message));
  stop();
  await vi.advanceTimersByTimeAsync(0);
  await inner.publish("news");
  expect(heard).toEqual([]);
});

it("a subscription that is made too late is ended: another has been made by then", async () => {
  const ends = vi.fn();
  let comeAbout: (end: () => void) => void = () => undefined;
  const store: RelayStore = { ...memoryStore(), subscribe: () => new Promise((resolve) => (comeAbout = resolve)) };
  const fallback = new FallbackStore({ store, now: Date.now, maxBytes: 1_048_576, onChange: () => undefined });
  void fallback.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fallback.isAlone).toBe(true);
  comeAbout(ends);
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveBeenCalledOnce();
});
