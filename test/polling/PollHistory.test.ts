import { describe, expect, it } from "vitest";
import { MAX_SAMPLES } from "../../src/polling/Cadence";
import {
  newPollHistory,
  pollStateOf,
  recordAnswer,
  recordFailure,
  type PolledValue,
} from "../../src/polling/PollHistory";

const running = (progress: number | null, stage?: string | null): PolledValue => ({
  status: "running",
  progress,
  stage,
});

/** The history after answers that come a second apart, the first at second 1. */
const after = (...values: readonly PolledValue[]) =>
  values.reduce((history, value, index) => recordAnswer(history, value, (index + 1) * 1_000), newPollHistory("job_1"));

describe("what a watch remembers", () => {
  it("is nothing before the first answer", () => {
    expect(newPollHistory("job_1")).toEqual({
      key: "job_1",
      updateCount: 0,
      failureCount: 0,
      firstAnswerMs: null,
      status: null,
      samples: [],
    });
  });

  it("is when the first answer came and what the last one said", () => {
    const history = recordAnswer(after(running(0.1)), { status: "completed", progress: 1 }, 9_000);
    expect(history).toMatchObject({ key: "job_1", updateCount: 2, firstAnswerMs: 1_000, status: "completed" });
  });

  it("is a first answer at the beginning of time, too", () => {
    const history = recordAnswer(recordAnswer(newPollHistory("job_1"), running(0), 0), running(0), 5_000);
    expect(history.firstAnswerMs).toBe(0);
  });

  it("is how many answers there were, also those that came unseen", () => {
    expect(recordAnswer(after(running(0.1)), running(0.2), 2_000, 3).updateCount).toBe(4);
  });

  it("is one sample for each change of progress, with the time at which it was first heard", () => {
    expect(after(running(0.1), running(0.1), running(0.2)).samples).toEqual([
      { atMs: 1_000, progress: 0.1, stage: null },
      { atMs: 3_000, progress: 0.2, stage: null },
    ]);
  });

  it("is one for each change of the stage, too, which may stand still in a second and have no name", () => {
    expect(
      after(
        running(0.1, "planning"),
        running(0.1, "planning"),
        running(0.1, "writing"),
        running(0.1, null),
        running(0.1),
      ).samples,
    ).toEqual([
      { atMs: 1_000, progress: 0.1, stage: "planning" },
      { atMs: 3_000, progress: 0.1, stage: "writing" },
      { atMs: 4_000, progress: 0.1, stage: null },
    ]);
  });

  it("is a sample even of an answer without progress or stage, when it is the first", () => {
    expect(after(running(null)).samples).toEqual([{ atMs: 1_000, progress: null, stage: null }]);
  });

  it("is the newest samples, as many as a cadence may look at", () => {
    const { samples } = after(...Array.from({ length: MAX_SAMPLES + 4 }, (_, index) => running(index / 100)));
    expect(samples.map(({ progress }) => progress)).toEqual(
      Array.from({ length: MAX_SAMPLES }, (_, index) => (index + 4) / 100),
    );
  });

  it("is how many reads have failed since the last answer", () => {
    const failed = recordFailure(recordFailure(after(running(0.1))));
    expect([failed.failureCount, failed.updateCount]).toEqual([2, 1]);
    expect(recordFailure(failed, 3).failureCount).toBe(5);
    expect(recordAnswer(failed, running(0.1), 2_000).failureCount).toBe(0);
  });

  it("stays as it was for whoever holds it", () => {
    const history = after(running(0.1));
    recordFailure(recordAnswer(history, running(0.2), 2_000));
    expect(history).toEqual(after(running(0.1)));
  });
});

describe("what a cadence may look at", () => {
  it("is all of that, the time, and how long it has been watched", () => {
    const history = after(running(0.1), running(0.2));
    expect(pollStateOf(history, 7_000, 400)).toEqual({ ...history, nowMs: 7_000, focusedMs: 400, watchedMs: 6_000 });
  });

  it("was in the foreground all along unless it is said otherwise", () => {
    expect(pollStateOf(newPollHistory("job_1"), 7_000).focusedMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("has been watched for no time before the first answer, nor under a clock that was set back", () => {
    expect(pollStateOf(newPollHistory("job_1"), 7_000).watchedMs).toBe(0);
    expect(pollStateOf(after(running(0.1)), 500).watchedMs).toBe(0);
  });
});
