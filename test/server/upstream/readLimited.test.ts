import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { readLimited, TooLarge } from "../../../src/server/upstream/readLimited";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that gives these pieces, and then ends, or says nothing more. */
function bodyOf(pieces: readonly Uint8Array[], { ends = true } = {}) {
  const left = [...pieces];
  const cancel = vi.fn<(reason: unknown) => void>();
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = left.shift();
        if (piece !== undefined) return controller.enqueue(piece);
        if (!ends) return new Promise<void>(() => undefined);
        controller.close();
        return undefined;
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
  return { body, cancel, left };
}

const { signal: nobodyLeaves } = new AbortController();

describe("a body that is read up to a limit", () => {
  it("is its whole text, also where a character is cut in two", async () => {
    const whole = bytes("a€b");
    expect(await readLimited(bodyOf([whole.slice(0, 2), whole.slice(2)]).body, 100, nobodyLeaves)).toBe("a€b");
  });

  it("is empty where there is none", async () => {
    expect(await readLimited(null, 100, nobodyLeaves)).toBe("");
    expect(await readLimited(bodyOf([]).body, 0, nobodyLeaves)).toBe("");
  });

  it("shows at its end that its last character is not whole", async () => {
    expect(await readLimited(bodyOf([bytes("a€").slice(0, 2)]).body, 100, nobodyLeaves)).toBe("a\ufffd");
  });

  it("may be as long as the limit, in bytes", async () => {
    expect(await readLimited(bodyOf([bytes("€"), bytes("b")]).body, 4, nobodyLeaves)).toBe("€b");
  });

  it("is given up with its first byte too many, and nothing more is read of it", async () => {
    const { body, cancel, left } = bodyOf([bytes("abc"), bytes("de"), bytes("never")]);
    await expect(readLimited(body, 4, nobodyLeaves)).rejects.toMatchObject({
      constructor: TooLarge,
      name: "TooLarge",
      message: "More than 4 bytes.",
    });
    expect([cancel.mock.calls.length, left.length]).toEqual([1, 1]);
  });

  it("is given up when whoever waits for it leaves, though it says nothing any more", async () => {
    const { body, cancel } = bodyOf([bytes("abc")], { ends: false });
    const leaving = new AbortController();
    const reading = readLimited(body, 100, leaving.signal).catch((error: unknown) => error);
    await vi.waitFor(() => expect(body.locked).toBe(true));
    leaving.abort("gone");
    expect(await reading).toBe("gone");
    expect(cancel).toHaveBeenCalledWith("gone");
  });

  it("is not begun for who is gone already", async () => {
    const { body, left } = bodyOf([bytes("abc")]);
    await expect(readLimited(body, 100, AbortSignal.abort("gone"))).rejects.toBe("gone");
    expect([body.locked, left.length]).toEqual([false, 1]);
  });

  it("leaves nothing on the signal", async () => {
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
    await readLimited(bodyOf([bytes("abc")]).body, 100, signal);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
    expect(added).toHaveBeenCalledOnce();
  });

  it("throws what the stream throws", async () => {
    const body = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("reset")) });
    await expect(readLimited(body, 100, nobodyLeaves)).rejects.toThrow("reset");
  });
});

it("a signal that outlives a body keeps nothing of it", async () => {
  const { signal } = new AbortController();
  await readLimited(bodyOf([bytes("a")]).body, 10, signal);
  await expect(readLimited(bodyOf([bytes("a")]).body, 0, signal)).rejects.toThrow(TooLarge);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
