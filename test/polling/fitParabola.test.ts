import { describe, expect, it } from "vitest";
import { fitParabola, type FitPoint } from "../../src/polling/fitParabola";

/** Points of one weight, each as `[x, y]`. */
const points = (weight: number, ...places: readonly (readonly [x: number, y: number])[]): FitPoint[] =>
  places.map(([x, y]) => ({ x, y, weight }));
/** A bend that may be anything. */
const FREE = 1e6;

describe("fitParabola", () => {
  it("finds the value at 0 of the parabola that the points lie on", () => {
    const y = (x: number) => 5 + 3 * x + 2 * x ** 2;
    const fit = fitParabola(points(1, [-4, y(-4)], [-3, y(-3)], [-2, y(-2)], [-1, y(-1)]), FREE);
    expect(fit?.atZero).toBeCloseTo(5, 4);
  });

  it("takes two points for a line, and is the less sure of it the more it may bend", () => {
    const line = points(100, [-1, 1], [-2, -1]);
    // The value at 0 is twice the near one, less the far one, and off by twice the bend.
    for (const bend of [0.5, 2]) {
      const fit = fitParabola(line, bend);
      expect(fit?.atZero).toBeCloseTo(3, 6);
      expect(fit?.spread).toBeCloseTo(Math.sqrt((2 ** 2 + 1) / 100 + (2 * bend) ** 2), 6);
    }
  });

  it("expects a small bend rather than a large one", () => {
    const curve = points(100, [-3, 9], [-2, 4], [-1, 1]);
    expect(fitParabola(curve, FREE)?.atZero).toBeCloseTo(0, 4);
    // The straight line that comes closest to them is at -3 1/3 there.
    expect(fitParabola(curve, 1e-3)?.atZero).toBeCloseTo(-10 / 3, 2);
  });

  it("counts points by their weight", () => {
    const twice: FitPoint[] = [
      { x: -1, y: 1, weight: 300 },
      { x: -1, y: 2, weight: 100 },
      { x: -2, y: 0, weight: 400 },
    ];
    // Of the two at one place three quarters and one: 1.25.
    expect(fitParabola(twice, 1e-3)?.atZero).toBeCloseTo(2 * 1.25, 4);
  });

  it("is less sure by as much as the points are missed by more than their weights allow", () => {
    const off = (by: number) => points(100, [-1, 1 + by], [-1, 1 - by], [-2, -1 + by], [-2, -1 - by]);
    const spread = (by: number) => fitParabola(off(by), 0.5)?.spread ?? 0;
    const met = Math.sqrt((2 ** 2 + 1) / 200 + 1);
    expect([spread(0), spread(0.1)]).toEqual([expect.closeTo(met, 6), expect.closeTo(met, 6)]);
    // Three times the tenth that a weight of 100 stands for.
    expect(spread(0.3)).toBeCloseTo(3 * met, 6);
    expect(fitParabola(off(0.3), 0.5)?.atZero).toBeCloseTo(3, 6);
  });

  it.each([
    ["no point", []],
    ["one point", points(100, [-1, 1])],
    ["many points at one place", points(100, [-1, 1], [-1, 2], [-1, 3])],
    ["points at the end alone", points(100, [0, 1], [0, 2])],
    ["points of no weight", points(0, [-1, 1], [-2, 2])],
    ["a value that is no number", points(100, [-1, Number.NaN], [-2, 2])],
    ["a place that is none", points(100, [Number.POSITIVE_INFINITY, 1], [-2, 2])],
    ["an endless value", points(100, [-1, Number.POSITIVE_INFINITY], [-2, 2])],
  ])("finds nothing in %s", (_, few) => {
    expect(fitParabola(few, 0.5)).toBeNull();
  });
});
