import { pushWire, type PushReady } from "../../client/push/pushWire";
import type { CachedAnswer } from "../cache/answer/CachedAnswer";

const encoder = new TextEncoder();

/** How much may wait to be read. */
const HIGH_WATER_BYTES = 16_384;

/** The body of one stream of server-sent events. A slow reader gets fewer events, each the newest, never a queue. */
export class SseWriter {
  readonly body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  /** Events to be sent as soon as there is room, by topic. */
  readonly #pending = new Map<string, () => string | null>();
  readonly #onClose: () => void;
  #isClosed = false;

  /** @param onClose Called once, when either side has ended the stream. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#flush(),
        cancel: () => this.close(),
      },
      // In bytes: a chunk that a socket takes at once is not waited for. No ByteLengthQueuingStrategy: Next's edge
      // runtime lacks it.
      { highWaterMark: HIGH_WATER_BYTES, size: (chunk) => chunk.byteLength },
    );
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Sends an event once there is room, in the place of one on the same topic that still waits.
   *
   * @param event Called when there is room; null sends nothing.
   */
  send(topic: string, event: () => string | null): void {
    this.#pending.delete(topic);
    this.#pending.set(topic, event);
    this.#flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending.clear();
    try {
      // Unread chunks would keep the stream from ever ending.
      if ((this.#controller?.desiredSize ?? 0) < HIGH_WATER_BYTES)
        this.#controller?.error(new Error("The reader of this stream of events takes nothing."));
      else this.#controller?.close();
    } catch {
      // Canceled by its reader, so it is closed already.
    }
    this.#onClose();
  }

  #flush(): void {
    const controller = this.#controller;
    for (const [topic, event] of this.#pending) {
      if (this.#isClosed || controller === null || (controller.desiredSize ?? 0) <= 0) return;
      this.#pending.delete(topic);
      const text = event();
      if (text !== null) controller.enqueue(encoder.encode(text));
    }
  }
}

const { change, unwatched, ready, heartbeat } = pushWire.event;

/** The events of a stream as text; their data is described in `pushWire`. */
export const sseEvents = {
  change(watch: string, { etag, body }: CachedAnswer, session: string, id: string | null): string {
    const head = JSON.stringify({ watch, etag, session }).slice(0, -1);
    // The body is JSON already. Line breaks in it are white space, and would end the event.
    return eventOf(change, `${head},"body":${body.replace(/[\r\n]+/g, " ")}}`, id);
  },
  unwatched: (watch: string): string => eventOf(unwatched, JSON.stringify({ watch })),
  ready: (told: PushReady, id: string): string => eventOf(ready, JSON.stringify(told), id),
  /** An event rather than a comment: a page never sees comments. */
  heartbeat: (): string => eventOf(heartbeat, "{}"),
};

function eventOf(type: string, data: string, id: string | null = null): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}
