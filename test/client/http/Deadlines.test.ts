import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Deadlines } from "../../../src/client/http/Deadlines";

const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("each request has its own deadline, though one timer serves them all", async () => {
  const deadlines = new Deadlines(1_000);
  const ended: string[] = [];
  const ask = (name: string): void =>
    void deadlines
      .run(name, undefined, never)
      .catch(({ operation, code }: { operation: string; code: string }) => ended.push(`${operation} ${code}`));
  ask("first");
  await vi.advanceTimersByTimeAsync(600);
  ask("second");
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(399);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(["first TIMEOUT"]);
  await vi.advanceTimersByTimeAsync(599);
  expect(ended).toEqual(["first TIMEOUT"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(["first TIMEOUT", "second TIMEOUT"]);
});

it("an answered request is never ended, and leaves no timer behind", async () => {
  const deadlines = new Deadlines(1_000);
  let signal: AbortSignal | undefined;
  const answered = deadlines.run("answered", undefined, async (given) => {
    signal = given;
    return "answer";
  });
  expect(await answered).toBe("answer");
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(signal?.aborted).toBe(false);
});

it("an answered request leaves the deadline of the others alone", async () => {
  const deadlines = new Deadlines(1_000);
  const rejection = deadlines.run("hangs", undefined, never).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(500);
  await deadlines.run("answered", undefined, async () => "answer");
  await vi.advanceTimersByTimeAsync(500);
  expect(await rejection).toMatchObject({ code: "TIMEOUT", operation: "hangs", retryable: true });
});

it("a caller that goes away ends its own work at once, and no listener stays on its signal", async () => {
  const deadlines = new Deadlines(1_000);
  const caller = new AbortController();
  const removed = vi.spyOn(caller.signal, "removeEventListener");
  let signal: AbortSignal | undefined;
  const rejection = deadlines
    .run("left", caller.signal, (given) => ((signal = given), never()))
    .catch((error: unknown) => error);
  caller.abort("gone");
  expect(await rejection).toBe("gone");
  expect(signal).toMatchObject({ aborted: true, reason: "gone" });
  expect(removed).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it("nothing is begun for a caller who is gone already", async () => {
  const work = vi.fn(never);
  expect(await new Deadlines(1_000).run("late", AbortSignal.abort("gone"), work).catch((error: unknown) => error)).toBe(
    "gone",
  );
  expect(work).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
