import type { NodeIncoming } from "./NodeIncoming";

/** The body of node:http's request, also if a body parser has read it already; null where there is none. */
export function bodyOfNode(incoming: NodeIncoming): ReadableStream<Uint8Array> | null {
  const parsed =
    incoming.rawBody ?? (incoming.readableEnded || incoming.body !== undefined ? incoming.body : undefined);
  if (parsed !== undefined)
    return streamOf(
      parsed instanceof Uint8Array ? parsed : bytesOf(typeof parsed === "string" ? parsed : JSON.stringify(parsed)),
    );
  if (incoming.readableEnded) return null;
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on("data", (chunk) => {
        if (ended) return;
        // A string if the application has set an encoding.
        controller.enqueue(typeof chunk === "string" ? bytesOf(chunk) : new Uint8Array(chunk));
        // Back-pressure: take no more from the socket than is read here.
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      const end = (finish: () => void) => (): void => {
        if (!ended) finish();
        ended = true;
      };
      incoming.on(
        "end",
        end(() => controller.close()),
      );
      incoming.on(
        "error",
        end(() => controller.error(new Error("The request broke off."))),
      );
      incoming.on(
        "close",
        end(() => controller.error(new Error("The request broke off."))),
      );
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      ended = true;
      // Discard the rest, so that the answer can still be sent.
      incoming.resume();
    },
  });
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
