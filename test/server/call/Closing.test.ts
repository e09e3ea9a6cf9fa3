import { expect, it, vi } from "vitest";
import { Closing } from "../../../src/server/call/Closing";

it("all who asked hear once that the relay closes, and those who asked no more do not", () => {
  const closing = new Closing();
  const [one, other, gone] = [vi.fn(), vi.fn(), vi.fn()];
  closing.onClose(one);
  closing.onClose(other);
  closing.onClose(gone)();
  expect(closing.isClosed).toBe(false);
  closing.close();
  closing.close();
  expect(closing.isClosed).toBe(true);
  expect([one, other, gone].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
});

it("one who takes itself off while it hears keeps nobody else from hearing", () => {
  const closing = new Closing();
  const other = vi.fn();
  const off = closing.onClose(() => off());
  closing.onClose(other);
  closing.close();
  expect(other).toHaveBeenCalledOnce();
});
