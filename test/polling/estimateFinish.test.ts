import { describe, expect, it } from "vitest";
import { estimateFinish } from "../../src/polling/estimateFinish";
import { afterProgress, NOW_MS } from "./pollState";

const DURATION_S = 200;

/** What is estimated `at` seconds into a job of 200 s, in seconds into the job, from answers every ten seconds. */
function estimated(
  shape: (x: number) => number,
  at: number,
  rounded = (progress: number) => Math.round(progress * 100) / 100,
) {
  const seconds = Array.from({ length: at / 10 + 1 }, (_, index) => index * 10);
  const { samples } = afterProgress(
    seconds.map((second) => [at - second, rounded(shape(second / DURATION_S))] as const),
  );
  const finish = estimateFinish(samples.slice(-16));
  return finish && { atS: at + (finish.atMs - NOW_MS) / 1_000, spreadS: finish.spreadMs / 1_000 };
}

describe("estimateFinish", () => {
  it.each([
    ["steady", 1, 2],
    ["front-loaded", 0.5, 2],
    ["strongly front-loaded", 0.4, 2],
    ["back-loaded", 2, 5],
    ["strongly back-loaded", 3, 10],
  ])("foresees the finish of a %s job (t^%d) to %d s, twenty before it", (_, exponent, closeS) => {
    expect(Math.abs((estimated((x) => x ** exponent, 180)?.atS ?? 0) - DURATION_S)).toBeLessThan(closeS);
  });

  it.each([1, 0.5, 2])(
    "says how far off it may be: t^%d lies within three standard deviations all the way",
    (exponent) => {
      for (let at = 100; at < DURATION_S; at += 10) {
        const { atS, spreadS } = estimated((x) => x ** exponent, at) ?? { atS: Number.NaN, spreadS: 0 };
        expect(Math.abs(atS - DURATION_S)).toBeLessThan(3 * spreadS);
      }
    },
  );

  it("grows surer the nearer the finish is", () => {
    const spreads = [60, 100, 140, 180].map((at) => estimated((x) => x, at)?.spreadS ?? 0);
    expect(spreads).toEqual([...spreads].sort((a, b) => b - a));
  });

  it("is less sure where progress does not go as it expects", () => {
    const uneven = (x: number) => x + 0.03 * Math.sin(40 * x);
    expect(estimated(uneven, 160)?.spreadS).toBeGreaterThan(2 * (estimated((x) => x, 160)?.spreadS ?? 0));
  });

  it("does not count the time of a pause as pace", () => {
    const { samples } = afterProgress([
      [140, 0.3],
      [130, 0.4],
      [120, 0.5],
      [20, 0.6],
      [10, 0.7],
      [0, 0.8],
    ]);
    expect(((estimateFinish(samples)?.atMs ?? 0) - NOW_MS) / 1_000).toBeCloseTo(20, 0);
  });

  it("never lies before the last answer", () => {
    const { samples } = afterProgress([
      [30, 0.9],
      [20, 0.95],
      [0, 1],
    ]);
    expect(estimateFinish(samples)?.atMs).toBeGreaterThanOrEqual(NOW_MS);
  });

  it("takes a change of stage alone for no progress", () => {
    const { samples } = afterProgress([
      [30, 0.2],
      [20, 0.4],
      [10, 0.4],
      [0, 0.6],
    ]);
    const withoutStage = samples.filter((_, index) => index !== 2);
    expect(estimateFinish(samples)).toEqual(estimateFinish(withoutStage));
  });

  it.each([
    ["an answer without progress", null],
    ["a progress below 0", -0.5],
    ["a progress above 1", 1.5],
    ["a progress that is none", Number.NaN],
  ])("counts only what came after %s", (_, progress) => {
    const since = [
      [20, 0.5],
      [10, 0.625],
      [0, 0.6875],
    ] as const;
    expect(estimateFinish(afterProgress([[30, progress], ...since]).samples)).toEqual(
      estimateFinish(afterProgress(since).samples),
    );
  });

  it("counts the start, a progress of 0", () => {
    expect(
      estimateFinish(
        afterProgress([
          [30, 0],
          [20, 0.5],
          [0, 0.75],
        ]).samples,
      )?.paceMs,
    ).toBe(40_000);
  });

  it("counts only the later of two answers that came at one time", () => {
    expect(
      estimateFinish(
        afterProgress([
          [20, 0.25],
          [20, 0.5],
          [0, 0.75],
        ]).samples,
      )?.paceMs,
    ).toBe(80_000);
  });

  it("takes a stretch for a pause once it is more than four times as slow as what came after it", () => {
    const since = [
      [16, 0.375],
      [8, 0.5],
      [0, 0.625],
    ] as const;
    const paceMs = (pauseS: number) => estimateFinish(afterProgress([[16 + pauseS, 0.25], ...since]).samples)?.paceMs;
    expect([paceMs(32), paceMs(33)]).toEqual([48_000 / 0.375, 16_000 / 0.25]);
  });

  it.each([
    ["nothing", []],
    ["one answer", [[0, 0.5]]],
    [
      "a fall",
      [
        [10, 0.5],
        [0, 0.4],
      ],
    ],
    [
      "no progress in the last answer",
      [
        [10, 0.5],
        [0, null],
      ],
    ],
    [
      "a progress above 1 in the last answer",
      [
        [10, 0.5],
        [0, 1.5],
      ],
    ],
    [
      "two answers at one time",
      [
        [0, 0.5],
        [0, 0.6],
      ],
    ],
    [
      "a clock set back",
      [
        [-10, 0.5],
        [0, 0.6],
      ],
    ],
  ] as const)("gives none for %s", (_, steps) => {
    expect(estimateFinish(afterProgress(steps).samples)).toBeNull();
  });
});
