/** Thrown when a body is larger than its limit. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** Checks the size that a body's `Content-Length` declares, before anything is read. @throws TooLarge */
export function assertContentLength(contentLength: string | null, maxBytes: number): void {
  if (Number(contentLength) > maxBytes) throw new TooLarge(`It declares more than ${maxBytes} bytes.`);
}

/**
 * Reads the whole text of a body. Stops, and cancels the stream, as soon as it exceeds `maxBytes` or `signal` aborts.
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
  // Cancelled from outside the loop, since a read of a stream that has stalled never ends.
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
