import { fixed, quickAfterFocus } from "longrun";
import { describe, expect, it } from "vitest";
import { assertDelay, MAX_TIMER_MS } from "../../src/polling/assertDelay";

describe("a delay that can be waited for", () => {
  it.each([1, 0.5, MAX_TIMER_MS])("is %d ms", (ms) => {
    expect(() => assertDelay("mine", ms)).not.toThrow();
  });

  it.each([0, -1, MAX_TIMER_MS + 1, Number.NaN, Number.POSITIVE_INFINITY, "5000", null, undefined])(
    "is not %j",
    (ms) => {
      expect(() => assertDelay("mine", ms as number)).toThrow(RangeError);
    },
  );

  it.each([
    ["fixed(ms)", () => fixed(0)],
    ["quickAfterFocus(…, { quickMs })", () => quickAfterFocus(fixed(1_000), { quickMs: 0 })],
    ["quickAfterFocus(…, { forMs })", () => quickAfterFocus(fixed(1_000), { forMs: 0 })],
  ])("is asked for by its name, %s", (name, make) => {
    expect(make).toThrow(name);
  });
});
