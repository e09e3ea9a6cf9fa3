import { expect, it, onTestFinished, vi } from "vitest";
import { jobOperation } from "../../../src/providers/layers/job";
import type { Target } from "../../../src/server/upstream/Target";
import { CacheEntry } from "../../../src/server/cache/CacheEntry";

function alarmed() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  // Of its target nothing is looked at here.
  const target = {
    key: "layers/v1/jobs/job_1",
    operation: jobOperation,
    params: { jobId: "job_1" },
  } as unknown as Target;
  const onDue = vi.fn();
  return { entry: new CacheEntry(target, 1_000, onDue), onDue };
}

it("rings once, however often it is set to the same time", () => {
  const { entry, onDue } = alarmed();
  for (const nowMs of [0, 200, 400]) entry.wakeAt(5_000, nowMs);
  vi.advanceTimersByTime(10_000);
  expect(onDue).toHaveBeenCalledTimes(1);
});

it("does not ring once it is taken off", () => {
  const { entry, onDue } = alarmed();
  entry.wakeAt(5_000, 0);
  entry.wakeAt(null, 1_000);
  vi.advanceTimersByTime(10_000);
  expect(onDue).not.toHaveBeenCalled();
});

it("rings at the next chance where the platform has ended the timer with the request that set it", () => {
  const { entry, onDue } = alarmed();
  entry.wakeAt(5_000, 0);
  vi.clearAllTimers();
  entry.wakeAt(5_000, 5_500);
  vi.advanceTimersByTime(1);
  expect(onDue).not.toHaveBeenCalled();
  entry.wakeAt(5_000, 6_000);
  vi.advanceTimersByTime(1);
  expect(onDue).toHaveBeenCalledTimes(1);
});
