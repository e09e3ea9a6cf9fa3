import type { NodeOutgoing } from "./NodeOutgoing";

/** How long a reader may take for the last of what was written once a stream has ended, in ms. */
const LINGER_MS = 1_000;

/**
 * Writes a stream as fast as it is read. When it ends while its reader takes nothing, the connection is cut: its
 * buffers would otherwise hold it open for ever.
 *
 * @param gone Aborted when the reader goes away.
 * @throws What the stream throws.
 */
export async function writeStream(
  body: ReadableStream<Uint8Array>,
  outgoing: NodeOutgoing,
  gone: AbortSignal,
): Promise<void> {
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  gone.addEventListener("abort", stop, { once: true });
  if (gone.aborted) stop();
  let isFull = false;
  const cut = (): void => {
    if (isFull) outgoing.destroy();
  };
  reader.closed.then(cut, cut);
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    isFull = !outgoing.write(value);
    if (isFull) await drained(outgoing);
    isFull = false;
  }
  endSoon(outgoing);
}

/** Resolves when more can be written, or never will. */
function drained(outgoing: NodeOutgoing): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      outgoing.removeListener("drain", go);
      outgoing.removeListener("close", go);
      resolve();
    };
    outgoing.once("drain", go);
    outgoing.once("close", go);
  });
}

function endSoon(outgoing: NodeOutgoing): void {
  const timer = setTimeout(() => outgoing.destroy(), LINGER_MS);
  // A number, without it, where the platform is not Node.
  (timer as { unref?: () => void }).unref?.();
  outgoing.once("finish", () => clearTimeout(timer));
  outgoing.once("close", () => clearTimeout(timer));
  outgoing.end();
}
