import { jitter } from "longrun";
import { describe, expect, it } from "vitest";

const many = (of: (index: number) => number) => Array.from({ length: 2_000 }, (_, index) => of(index));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("jitter", () => {
  it("is the same for the same key and count", () => {
    expect(jitter("job_1", 3)).toBe(jitter("job_1", 3));
  });

  it("differs between keys and between counts", () => {
    expect(new Set([jitter("job_1", 3), jitter("job_2", 3), jitter("job_1", 4)]).size).toBe(3);
  });

  it.each([
    ["keys", (index: number) => jitter(`job_${index}`, 1)],
    ["counts", (index: number) => jitter("job_1", index)],
  ])("is spread evenly over [0, 1) for neighbouring %s", (_, of) => {
    const values = many(of);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inTenth = values.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(inTenth).toBeGreaterThan(140);
      expect(inTenth).toBeLessThan(260);
    }
  });

  it("does not rise or fall with the count", () => {
    const steps = many((index) => Math.abs(jitter("job_1", index + 1) - jitter("job_1", index)));
    // Two independent numbers in [0, 1) are a third apart on average.
    expect(mean(steps)).toBeGreaterThan(0.3);
    expect(mean(steps)).toBeLessThan(0.37);
  });
});
