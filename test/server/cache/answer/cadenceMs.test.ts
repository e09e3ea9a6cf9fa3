import { describe, expect, it } from "vitest";
import { newPollHistory } from "../../../../src/polling/PollHistory";
import { cadenceMs, gapMs } from "../../../../src/server/cache/answer/answerFromRead";
import { defineOperation } from "../../customOperation";

describe("a cadence that makes no sense", () => {
  it.each([Number.NaN, 0, -1])("of %d ms gives way to the documented pace", (ms) => {
    expect(
      cadenceMs(
        defineOperation("acme", () => ms),
        newPollHistory("k"),
        0,
      ),
    ).toBeGreaterThanOrEqual(1_000);
    expect(
      cadenceMs(
        defineOperation("acme", () => ms),
        newPollHistory("k"),
        0,
      ),
    ).toBeLessThanOrEqual(10_000);
  });
});

it("reads are a second apart at least, unless the cadence wants them closer", () => {
  expect(gapMs(defineOperation("acme"))).toBe(1_000);
  expect(gapMs(defineOperation("acme", () => 50))).toBe(50);
});
