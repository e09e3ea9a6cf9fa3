import { fixed, quickAfterFocus } from "longrun";
import { describe, expect, it } from "vitest";
import { pollState } from "./pollState";

const hourly = fixed(3_600_000);

describe("quickAfterFocus", () => {
  it("polls every two seconds right after the page came back", () => {
    expect(quickAfterFocus(hourly)(pollState({ focusedMs: 0 }))).toBe(2_000);
  });

  it("goes back to the operation's own pace after half a minute", () => {
    expect(quickAfterFocus(hourly)(pollState({ focusedMs: 29_999 }))).toBe(2_000);
    expect(quickAfterFocus(hourly)(pollState({ focusedMs: 30_000 }))).toBe(3_600_000);
  });

  it("keeps to the operation's own pace on a page that was there all along", () => {
    expect(quickAfterFocus(hourly)(pollState())).toBe(3_600_000);
  });

  it("slows nothing down that is quicker by itself", () => {
    expect(quickAfterFocus(fixed(1_500))(pollState({ focusedMs: 0 }))).toBe(1_500);
  });

  it("takes another pace and another while", () => {
    const cadence = quickAfterFocus(hourly, { quickMs: 5_000, forMs: 60_000 });
    expect(cadence(pollState({ focusedMs: 59_000 }))).toBe(5_000);
    expect(cadence(pollState({ focusedMs: 60_000 }))).toBe(3_600_000);
  });

  it.each([{ quickMs: 0 }, { quickMs: Number.NaN }, { forMs: -1 }, { forMs: Number.POSITIVE_INFINITY }])(
    "refuses %o",
    (options) => {
      expect(() => quickAfterFocus(hourly, options)).toThrow(RangeError);
    },
  );
});
