import { expect, it } from "vitest";
import { monotonicClock } from "../../src/client/ReadGate";

/** What the clock says at each of these times of the computer's. */
const read = (...times: readonly number[]) => {
  let at = 0;
  const clock = monotonicClock(() => times[at++] ?? Number.NaN);
  return times.map(() => clock());
};

it("a clock that goes on is left alone", () => {
  expect(read(1_000, 1_500, 1_500, 4_000)).toEqual([1_000, 1_500, 1_500, 4_000]);
});

it("one that is set back goes on from where it was, at its own speed", () => {
  expect(read(10_000, 2_000, 2_400)).toEqual([10_000, 10_000, 10_400]);
});

it("one that is set back again goes on from there", () => {
  expect(read(10_000, 2_000, 3_000, 1_000, 1_500)).toEqual([10_000, 10_000, 11_000, 11_000, 11_500]);
});

it("one that is set right again is ahead by as much, rather than ever behind what it has said", () => {
  expect(read(10_000, 2_000, 10_500)).toEqual([10_000, 10_000, 18_500]);
});
