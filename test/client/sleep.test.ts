import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sleep } from "../../src/client/sleep";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How a sleep stands, at any time. */
function watched(sleeping: Promise<void>): { readonly state: unknown } {
  const watch: { state: unknown } = { state: "asleep" };
  sleeping.then(
    () => (watch.state = "awake"),
    (reason: unknown) => (watch.state = reason),
  );
  return watch;
}

it("ends when its time has passed, not sooner, and leaves nothing on the signal", async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, "removeEventListener");
  const night = watched(sleep(1_000, signal));
  await vi.advanceTimersByTimeAsync(999);
  expect(night.state).toBe("asleep");
  await vi.advanceTimersByTimeAsync(1);
  expect(night.state).toBe("awake");
  expect(removed).toHaveBeenCalledWith("abort", expect.any(Function));
});

it("needs no signal", async () => {
  const night = watched(sleep(1_000, undefined));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(night.state).toBe("awake");
});

it("ends with the signal's reason, and leaves no timer behind", async () => {
  const controller = new AbortController();
  const night = watched(sleep(1_000, controller.signal));
  controller.abort("gone");
  await vi.advanceTimersByTimeAsync(0);
  expect(night.state).toBe("gone");
  expect(vi.getTimerCount()).toBe(0);
});

it("does not begin for who is gone already", async () => {
  const night = watched(sleep(1_000, AbortSignal.abort("gone")));
  await vi.advanceTimersByTimeAsync(0);
  expect(night.state).toBe("gone");
  expect(vi.getTimerCount()).toBe(0);
});

it("that is longer than a timer holds does not end at once", async () => {
  const night = watched(sleep(Number.POSITIVE_INFINITY, undefined));
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(night.state).toBe("asleep");
});
