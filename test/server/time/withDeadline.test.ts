import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DeadlinePassed, withDeadline } from "../../../src/server/time/withDeadline";

const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("work that is done in time gives its result, and leaves neither a timer nor a listener", async () => {
  const { signal } = new AbortController();
  let within: AbortSignal | undefined;
  expect(await withDeadline(1_000, signal, async (given) => ((within = given), "done"))).toBe("done");
  expect([vi.getTimerCount(), getEventListeners(signal, "abort")]).toEqual([0, []]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(within?.aborted).toBe(false);
});

it("work that takes longer is waited for no longer, and told so", async () => {
  let within: AbortSignal | undefined;
  const waiting = withDeadline(1_000, new AbortController().signal, (given) => ((within = given), never())).catch(
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(within?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  const error = await waiting;
  expect(error).toBeInstanceOf(DeadlinePassed);
  expect(error).toMatchObject({ name: "DeadlinePassed", message: "Not done within 1000 ms." });
  expect(within?.reason).toBe(error);
});

it("work whose caller leaves ends with the caller's reason", async () => {
  const leaving = new AbortController();
  let within: AbortSignal | undefined;
  const waiting = withDeadline(1_000, leaving.signal, (given) => ((within = given), never())).catch(
    (error: unknown) => error,
  );
  leaving.abort("gone");
  expect([await waiting, within?.reason, vi.getTimerCount()]).toEqual(["gone", "gone", 0]);
});

it("work is not begun for who is gone already", async () => {
  const work = vi.fn(never);
  await expect(withDeadline(1_000, AbortSignal.abort("gone"), work)).rejects.toBe("gone");
  expect([work.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
});

it("what the work throws is thrown", async () => {
  await expect(
    withDeadline(1_000, new AbortController().signal, () => Promise.reject(new Error("no"))),
  ).rejects.toThrow("no");
  expect(vi.getTimerCount()).toBe(0);
});
