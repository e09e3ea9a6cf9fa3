import { describe, expect, it } from "vitest";
import { type FailureState, failureDelay } from "../../src/polling/failureDelay";

const delay = (state: Partial<FailureState> = {}) =>
  failureDelay({ key: "job_1", failureCount: 1, retryAfterMs: null, cadenceMs: 2_000, ...state });

/** The delay may be up to a fifth longer than `ms`. */
function expectAbout(actual: number, ms: number): void {
  expect(actual).toBeGreaterThanOrEqual(ms);
  expect(actual).toBeLessThanOrEqual(ms * 1.2);
}

describe("failureDelay", () => {
  it("doubles with each failure in a row: 2 s, 4 s, 8 s", () => {
    expectAbout(delay({ failureCount: 1 }), 2_000);
    expectAbout(delay({ failureCount: 2 }), 4_000);
    expectAbout(delay({ failureCount: 3 }), 8_000);
  });

  it("grows no further than half a minute, however long the trouble lasts", () => {
    expectAbout(delay({ failureCount: 10 }), 30_000);
    expectAbout(delay({ failureCount: 100_000 }), 30_000);
  });

  it("grows up to the operation's own pace where that is slower, but to five minutes at most", () => {
    expectAbout(delay({ failureCount: 20, cadenceMs: 120_000 }), 120_000);
    expectAbout(delay({ failureCount: 20, cadenceMs: 3_600_000 }), 300_000);
  });

  it("asks soon after the first failure, however slow the operation's own pace", () => {
    expectAbout(delay({ failureCount: 1, cadenceMs: 3_600_000 }), 2_000);
  });

  it("never asks before Retry-After has passed", () => {
    const delays = Array.from({ length: 100 }, (_, index) => delay({ key: `job_${index}`, retryAfterMs: 45_000 }));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(45_000);
  });

  it("takes the longer of Retry-After and its own delay", () => {
    expectAbout(delay({ failureCount: 4, retryAfterMs: 1_000 }), 16_000);
  });

  it("spreads those who failed together", () => {
    const delays = Array.from({ length: 100 }, (_, index) => delay({ key: `job_${index}` }));
    expect(new Set(delays).size).toBeGreaterThan(50);
  });
});
