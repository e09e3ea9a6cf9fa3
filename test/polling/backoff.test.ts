import { adaptive, backoff } from "longrun";
import { afterEach, describe, expect, it, vi } from "vitest";
import { pollState } from "./pollState";

const after = (updateCount: number, options = {}, state = {}) =>
  backoff({ jitter: 0, ...options })(pollState({ updateCount, ...state }));

describe("backoff", () => {
  it("waits two seconds after the first answer", () => {
    expect(after(1)).toBe(2_000);
  });

  it("waits two seconds before any answer too", () => {
    expect(after(0)).toBe(2_000);
  });

  it("waits 1.3 times as long after each further answer", () => {
    expect([after(2), after(3), after(4)]).toEqual([2_600, 3_380, 4_394]);
  });

  it("has slowed down to ten seconds by the time thirty have passed, and stays there", () => {
    let watchedMs = 0;
    let count = 1;
    for (; after(count) < 10_000; count += 1) watchedMs += after(count);
    expect(watchedMs).toBeGreaterThan(20_000);
    expect(watchedMs).toBeLessThan(40_000);
    expect(after(1_000)).toBe(10_000);
  });

  it("is never below a second nor above ten, whatever its jitter", () => {
    const delays = Array.from({ length: 200 }, (_, count) =>
      backoff({ initialMs: 900, jitter: 0.9 })(pollState({ updateCount: count })),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
  });

  it("strays by a tenth, so that two jobs don't poll in step", () => {
    const delays = Array.from({ length: 200 }, (_, index) => backoff()(pollState({ key: `job_${index}` })));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_800);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_200);
    expect(new Set(delays).size).toBeGreaterThan(100);
  });

  it("gives the same state the same delay", () => {
    const cadence = backoff();
    expect(cadence(pollState({ updateCount: 3 }))).toBe(cadence(pollState({ updateCount: 3 })));
  });

  it("asks about an unknown status at the slowest pace from the first answer on", () => {
    expect(after(1, {}, { status: "unknown" })).toBe(10_000);
  });

  it.each([
    ["initialMs", { initialMs: 0 }],
    ["initialMs", { initialMs: Number.NaN }],
    ["maxMs", { maxMs: 2 ** 31 }],
    ["minMs", { minMs: -1 }],
    ["minMs", { minMs: 5_000, maxMs: 4_000 }],
    ["factor", { factor: 0.9 }],
    ["factor", { factor: Number.POSITIVE_INFINITY }],
    ["jitter", { jitter: 1 }],
    ["jitter", { jitter: -0.1 }],
    ["jitter", { jitter: Number.NaN }],
  ])("refuses a %s it can't wait by: %o", (name, options) => {
    expect(() => backoff(options)).toThrow(RangeError);
    expect(() => backoff(options)).toThrow(name);
  });

  it("takes a factor of 1 and one delay for the least and the most: a steady pace", () => {
    expect(
      [1, 2, 50].map((count) => after(count, { initialMs: 5_000, factor: 1, minMs: 5_000, maxMs: 5_000 })),
    ).toEqual([5_000, 5_000, 5_000]);
  });
});

describe("the options of backoff and adaptive are not looked at", () => {
  const WRONG = { minMs: 5_000, maxMs: 4_000 };

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  it("in a production build", () => {
    vi.stubEnv("NODE_ENV", "production");
    expect([() => backoff(WRONG), () => adaptive(WRONG)].map((make) => typeof make())).toEqual([
      "function",
      "function",
    ]);
  });

  it("where there is no process, as in a browser without a bundler", () => {
    vi.stubGlobal("process", undefined);
    const made = [backoff, adaptive].map((make) => typeof make(WRONG));
    vi.unstubAllGlobals();
    expect(made).toEqual(["function", "function"]);
  });
});
