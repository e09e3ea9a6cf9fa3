import { expect, test } from "vitest";
import { timeLeft } from "../../../src/components/progress/timeLeft";

/** Samples of a job that takes 200 s, one every ten. */
const steady = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ atMs: index * 10_000, progress: index / 20, stage: "a" }));

test("the time left is told once it is known to about a third", () => {
  expect(timeLeft(steady(15), 140_000)).toBeCloseTo(60_000, -3);
});

test("it goes on falling between answers", () => {
  expect(timeLeft(steady(15), 150_000)).toBeCloseTo(50_000, -3);
});

test.each([
  ["of one answer", steady(1), 0],
  [
    "of two, which always lie on a line",
    steady(2).map((sample, index) => ({ ...sample, progress: index * 0.98 })),
    10_000,
  ],
  ["far from the end, where it could be anything", steady(4), 30_000],
  ["without progress", steady(15).map((sample) => ({ ...sample, progress: null })), 140_000],
  ["at the very end", steady(20), 197_000],
  ["overdue", steady(15), 260_000],
])("nothing is told %s", (_, samples, nowMs) => {
  expect(timeLeft(samples, nowMs)).toBeNull();
});
