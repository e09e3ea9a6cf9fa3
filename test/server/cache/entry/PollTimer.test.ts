import { expect, it, onTestFinished, vi } from "vitest";
import { PollTimer } from "../../../../src/server/cache/entry/EntryPolls";

function pollTimer() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const onDue = vi.fn();
  return { timer: new PollTimer(onDue), onDue };
}

it("is due once, however often it is set to the same time", () => {
  const { timer, onDue } = pollTimer();
  for (const nowMs of [0, 200, 400]) timer.set(5_000, nowMs);
  vi.advanceTimersByTime(10_000);
  expect(onDue).toHaveBeenCalledTimes(1);
});

it("is not due once it is cleared", () => {
  const { timer, onDue } = pollTimer();
  timer.set(5_000, 0);
  timer.set(null, 1_000);
  vi.advanceTimersByTime(10_000);
  expect(onDue).not.toHaveBeenCalled();
});

it("is due at the next chance where the platform has ended the timer with the request that set it", () => {
  const { timer, onDue } = pollTimer();
  timer.set(5_000, 0);
  vi.clearAllTimers();
  timer.set(5_000, 5_500);
  vi.advanceTimersByTime(1);
  expect(onDue).not.toHaveBeenCalled();
  timer.set(5_000, 6_000);
  vi.advanceTimersByTime(1);
  expect(onDue).toHaveBeenCalledTimes(1);
});
