import type { CachedAnswer } from "../cache/answer/CachedAnswer";

const encoder = new TextEncoder();

/** How much may wait to be read. */
const HIGH_WATER_BYTES = 16_384;

/**
 * One visitor's stream of events. A visitor who reads slowly gets fewer of them, each the newest, and never a queue of
 * old ones.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  /** What is to be told as soon as there is room, by what it is about. */
  readonly #pending = new Map<string, () => string | null>();
  readonly #onClose: () => void;
  #isClosed = false;

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
      // In bytes: what a socket takes at once is not to be waited for. No ByteLengthQueuingStrategy, which Next's edge
      // runtime lacks.
      { highWaterMark: HIGH_WATER_BYTES, size: (chunk) => chunk.byteLength },
    );
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Tells something about `about`, if `text` has something when there is room; what is still to be told about it is
   * told no more.
   */
  tell(about: string, text: () => string | null): void {
    this.#pending.delete(about);
    this.#pending.set(about, text);
    this.#flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending.clear();
    try {
      // What its reader has left lying would keep it from ever ending.
      if ((this.#controller?.desiredSize ?? 0) < HIGH_WATER_BYTES)
        this.#controller?.error(new Error("The reader of this stream of events takes nothing."));
      else this.#controller?.close();
    } catch {
      // Its reader has canceled it: then it is closed already.
    }
    this.#onClose();
  }

  #flush(): void {
    const controller = this.#controller;
    for (const [about, text] of this.#pending) {
      if (this.#isClosed || controller === null || (controller.desiredSize ?? 0) <= 0) return;
      this.#pending.delete(about);
      const event = text();
      if (event !== null) controller.enqueue(encoder.encode(event));
    }
  }
}

/** An answer as an event, and whose session it was granted to. */
export function changeEvent(watch: string, { etag, body }: CachedAnswer, session: string, id: string | null): string {
  // Line breaks in JSON are white space, and in an event they would end it.
  const head = `"watch":${JSON.stringify(watch)},"etag":${JSON.stringify(etag)},"session":${JSON.stringify(session)}`;
  const line = `{${head},"body":${body.replace(/[\r\n]+/g, " ")}}`;
  return `${id === null ? "" : `id: ${id}\n`}event: change\ndata: ${line}\n\n`;
}

/** From now on the visitor has to ask about it: it does not exist, or may not be seen. */
export function unwatchedEvent(watch: string): string {
  return `event: unwatched\ndata: {"watch":${JSON.stringify(watch)}}\n\n`;
}

/** All that is known has been told; what comes is news. */
export function readyEvent(session: string, id: string): string {
  return `id: ${id}\nevent: ready\ndata: {"session":${JSON.stringify(session)}}\n\n`;
}

/**
 * Tells those between, and the visitor, that the stream is alive. An event rather than a comment: of comments a page
 * never hears.
 */
export const HEARTBEAT = "event: heartbeat\ndata: {}\n\n";
