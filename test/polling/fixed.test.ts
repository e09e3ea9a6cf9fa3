import { fixed } from "longrun";
import { describe, expect, it } from "vitest";
import { pollState } from "./pollState";

describe("fixed", () => {
  it("waits the same after every answer", () => {
    const cadence = fixed(5_000);
    expect([1, 2, 50].map((updateCount) => cadence(pollState({ updateCount })))).toEqual([5_000, 5_000, 5_000]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    "refuses %d ms, which a timer would fire at once",
    (ms) => {
      expect(() => fixed(ms)).toThrow(RangeError);
    },
  );
});
