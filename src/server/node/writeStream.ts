import type { NodeOutgoing } from "./NodeOutgoing";

/** How long the visitor may take to read the rest after the stream has ended, in ms. */
const LINGER_MS = 1_000;

/**
 * Writes a stream with back-pressure. If it ends while the visitor reads nothing, the connection is destroyed: full
 * buffers would hold it open for ever.
 *
 * @param gone Aborted when the visitor goes away.
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
  const destroyIfFull = (): void => {
    if (isFull) outgoing.destroy();
  };
  reader.closed.then(destroyIfFull, destroyIfFull);
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    isFull = !outgoing.write(value);
    if (isFull) await untilDrained(outgoing);
    isFull = false;
  }
  endAndDestroy(outgoing);
}

/** Resolves when more can be written, or never will. */
function untilDrained(outgoing: NodeOutgoing): Promise<void> {
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

function endAndDestroy(outgoing: NodeOutgoing): void {
  const timer = setTimeout(() => outgoing.destroy(), LINGER_MS);
  // Where the platform is not Node, a timer is a number without `unref`.
  (timer as { unref?: () => void }).unref?.();
  outgoing.once("finish", () => clearTimeout(timer));
  outgoing.once("close", () => clearTimeout(timer));
  outgoing.end();
}
