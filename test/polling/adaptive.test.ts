import { describe, expect, it, vi } from "vitest";
import { adaptive } from "../../src/polling/adaptive";
import { fixed } from "../../src/polling/fixed";
import { afterProgress, NOW_MS, pollState } from "./pollState";

const FALLBACK_MS = 4_321;
/** Its fallback can be told from everything else it may say. */
const cadence = adaptive({ fallback: fixed(FALLBACK_MS) });

/** A job that takes 100 s at a steady pace, `at` seconds into it, asked every ten seconds. */
function steadily(at: number, state = {}) {
  const seconds = [...Array.from({ length: Math.ceil(at / 10) }, (_, index) => index * 10), at];
  return afterProgress(
    seconds.map((second) => [at - second, second / 100] as const),
    state,
  );
}

describe("adaptive", () => {
  it("waits as its fallback says while nothing foretells the finish: before any answer, and after the first", () => {
    expect(cadence(pollState({ updateCount: 0, status: null }))).toBe(FALLBACK_MS);
    expect(cadence(afterProgress([[0, 0.1]]))).toBe(FALLBACK_MS);
  });

  it("takes the documented two seconds for its first delay, give or take a fifth", () => {
    const delayMs = adaptive()(afterProgress([[0, 0]]));
    expect(delayMs).toBeGreaterThanOrEqual(1_600);
    expect(delayMs).toBeLessThanOrEqual(2_400);
  });

  it("takes another first delay", () => {
    expect(adaptive({ initialMs: 6_000 })(afterProgress([[0, 0]]))).toBeGreaterThanOrEqual(4_800);
  });

  it("waits the longest delay, or next to it, while the finish is far", () => {
    const delayMs = cadence(steadily(30));
    expect(delayMs).toBeGreaterThan(9_800);
    expect(delayMs).toBeLessThanOrEqual(10_000);
  });

  it("lets the next poll fall close to the finish once that is nearer than the longest delay", () => {
    const delayMs = cadence(steadily(94));
    expect(delayMs).toBeGreaterThan(5_000);
    expect(delayMs).toBeLessThan(6_500);
  });

  it.each([
    ["front-loaded", (x: number) => x ** 0.5],
    ["back-loaded", (x: number) => x ** 1.5],
  ])("sees the same finish when progress is %s", (_, shape) => {
    const seconds = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95];
    const delayMs = cadence(afterProgress(seconds.map((second) => [95 - second, shape(second / 100)] as const)));
    expect(delayMs).toBeGreaterThan(4_000);
    expect(delayMs).toBeLessThan(6_000);
  });

  it("polls every second and a quarter around the finish", () => {
    expect(cadence(steadily(99.8))).toBe(1_250);
  });

  it("gives up ever more slowly on a finish that does not come, down to its fallback", () => {
    const overdueBy = (seconds: number) =>
      cadence(afterProgress([30, 20, 10, 0].map((ago) => [ago + seconds, 0.99 - ago / 100] as const)));
    expect([overdueBy(1.5), overdueBy(4), overdueBy(9)]).toEqual([1_250, expect.closeTo(3_000, -3), FALLBACK_MS]);
  });

  it("never sleeps through more than half of the way that it foresees", () => {
    // Two answers and a fast pace: eight seconds seem to be left.
    const delayMs = cadence(
      afterProgress([
        [2, 0.1],
        [0, 0.28],
      ]),
    );
    expect(delayMs).toBeLessThan(4_500);
  });

  it("does not poll closely around a finish that it can tell only vaguely", () => {
    // An hour's work, of which less than four seconds seem to be left: half a step of progress is three times as much.
    expect(
      cadence(
        afterProgress([
          [1_080, 0.699],
          [720, 0.799],
          [360, 0.899],
          [0, 0.999],
        ]),
      ),
    ).toBe(FALLBACK_MS);
  });

  describe("where progress foretells nothing", () => {
    it("falls back while the answers have no progress", () => {
      expect(
        cadence(
          afterProgress([
            [20, null],
            [0, null],
          ]),
        ),
      ).toBe(FALLBACK_MS);
      expect(
        cadence(
          afterProgress([
            [20, 0.2],
            [10, 0.3],
            [0, null],
          ]),
        ),
      ).toBe(FALLBACK_MS);
    });

    it("falls back when progress stands still although its pace foretold a tenth more", () => {
      expect(
        cadence(
          afterProgress([
            [45, 0.8],
            [35, 0.9],
            [0.001, 0.99],
          ]),
        ),
      ).not.toBe(FALLBACK_MS);
      expect(
        cadence(
          afterProgress([
            [45, 0.79],
            [35, 0.89],
            [25, 0.99],
          ]),
        ),
      ).toBe(FALLBACK_MS);
    });

    it("does not look out for a finish that was near when progress stopped half way", () => {
      expect(
        cadence(
          afterProgress([
            [68, 0.3],
            [58, 0.4],
            [48, 0.5],
          ]),
        ),
      ).toBeGreaterThan(7_900);
    });

    it("waits longer than its fallback while progress stands still with all the work ahead", () => {
      expect(cadence(afterProgress([[2, 0]]))).toBeGreaterThan(7_000);
      expect(cadence(afterProgress([[2, 0.9]]))).toBe(FALLBACK_MS);
    });

    it("falls back after a fall of progress, until it has risen again", () => {
      expect(
        cadence(
          afterProgress([
            [20, 0.7],
            [10, 0.8],
            [0, 0.2],
          ]),
        ),
      ).toBe(FALLBACK_MS);
      expect(
        cadence(
          afterProgress([
            [20, 0.7],
            [10, 0.2],
            [0, 0.3],
          ]),
        ),
      ).toBeGreaterThan(9_800);
    });

    it("falls back when the clock was set back behind the last answer", () => {
      expect(cadence({ ...steadily(94), nowMs: NOW_MS - 3_600_000 })).toBe(FALLBACK_MS);
    });

    it("does not hurry after the clock jumped ahead, as after a laptop's sleep", () => {
      expect(cadence({ ...steadily(99.8), nowMs: NOW_MS + 3_600_000 })).toBeGreaterThanOrEqual(FALLBACK_MS);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY, -0.5, 1.5])("is not led astray by a progress of %d", (progress) => {
      expect(
        cadence(
          afterProgress([
            [20, 0.1],
            [10, 0.2],
            [0, progress],
          ]),
        ),
      ).toBe(FALLBACK_MS);
      expect(
        cadence(
          afterProgress([
            [30, progress],
            [20, 0.1],
            [0, 0.2],
          ]),
        ),
      ).toBeGreaterThan(9_800);
    });

    it("is not led astray by samples in a wrong order, as hydrated ones of another clock may be", () => {
      expect(
        cadence(
          afterProgress([
            [0, 0.1],
            [30, 0.2],
            [5, 0.3],
          ]),
        ),
      ).toBeGreaterThan(1_000);
      expect(
        cadence(
          afterProgress([
            [0, 0.1],
            [0, 0.2],
          ]),
        ),
      ).toBe(FALLBACK_MS);
    });
  });

  it("polls closely for a moment when progress reaches 1 and the operation still runs, then ever more slowly", () => {
    const since = (seconds: number) =>
      cadence(
        afterProgress([
          [20 + seconds, 0.8],
          [10 + seconds, 0.9],
          [seconds, 1],
        ]),
      );
    expect(since(0)).toBe(1_250);
    expect(since(3)).toBeGreaterThan(2_000);
    expect(since(60)).toBe(FALLBACK_MS);
  });

  it("looks past a pause in the middle", () => {
    const delayMs = cadence(
      afterProgress([
        [300, 0.3],
        [290, 0.4],
        [30, 0.5],
        [20, 0.6],
        [10, 0.7],
        [0, 0.95],
      ]),
    );
    const paceOfTheEndMs = 10_000;
    expect(delayMs).toBeLessThan(paceOfTheEndMs);
  });

  it("asks about an unknown status at the slowest pace", () => {
    const delayMs = cadence(steadily(99.8, { status: "unknown" }));
    expect(delayMs).toBeGreaterThanOrEqual(8_000);
    expect(delayMs).toBeLessThanOrEqual(10_000);
  });

  it("gives the same state the same delay, and looks at neither clock nor chance", () => {
    const state = steadily(40);
    const now = vi.spyOn(Date, "now");
    const random = vi.spyOn(Math, "random");
    const delays = Array.from({ length: 5 }, () => adaptive()(state));
    expect(new Set(delays).size).toBe(1);
    expect(now).not.toHaveBeenCalled();
    expect(random).not.toHaveBeenCalled();
  });

  it("gives two operations in the same state different delays, so that they don't poll in step", () => {
    const delays = Array.from({ length: 50 }, (_, index) => cadence(steadily(30, { key: `job_${index}` })));
    expect(new Set(delays).size).toBeGreaterThan(20);
  });

  it("stays within its bounds in every state, whatever its fallback says", () => {
    const progresses = [null, 0, 0.01, 0.3, 0.5, 0.98, 0.99, 1, Number.NaN];
    for (const fallback of [fixed(1), fixed(100_000)]) {
      const bounded = adaptive({ minMs: 2_000, maxMs: 8_000, fallback });
      for (const one of progresses)
        for (const two of progresses)
          for (const stillFor of [0, 1, 10, 1_000]) {
            const delayMs = bounded(
              afterProgress([
                [10 + stillFor, one],
                [stillFor, two],
              ]),
            );
            expect(delayMs).toBeGreaterThanOrEqual(2_000);
            expect(delayMs).toBeLessThanOrEqual(8_000);
            expect(Number.isInteger(delayMs)).toBe(true);
          }
    }
  });

  it.each([
    ["minMs", { minMs: 0 }],
    ["minMs", { minMs: Number.NaN }],
    ["minMs", { minMs: 20_000 }],
    ["maxMs", { maxMs: Number.POSITIVE_INFINITY }],
    ["initialMs", { initialMs: -1 }],
  ])("refuses a %s it can't wait by: %o", (name, options) => {
    expect(() => adaptive(options)).toThrow(RangeError);
    expect(() => adaptive(options)).toThrow(`adaptive({ ${name} })`);
  });
});
