/** Thrown by {@link readLimited} when there is more than may be. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/**
 * Reads a body to its end and gives its text. Stops, and lets go of the stream, as soon as it is past `maxBytes` or
 * `signal` aborts.
 *
 * @throws TooLarge
 * @throws The signal's reason.
 */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  if (body === null) return "";
  signal.throwIfAborted();
  const reader = body.getReader();
  // A stream that never gives anything more would never notice the abort by itself.
  const stop = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const decoder = new TextDecoder();
    let text = "";
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        throw new TooLarge(`More than ${maxBytes} bytes.`);
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
