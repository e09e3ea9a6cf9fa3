import type { NodeOutgoing } from "./NodeOutgoing";

/**
 * Callbacks for the close of each socket, which gets one listener however many requests it carries: Node warns of many
 * listeners as a leak.
 */
const onCloseCallbacks = new WeakMap<object, Set<() => void>>();

/** A visitor's connection, with a signal that aborts when it closes before the answer ends. */
export class VisitorConnection {
  readonly #outgoing: NodeOutgoing;
  readonly #socket: object | undefined;
  #controller: AbortController | null = null;

  /**
   * @param socket Watched as well: with pipelined requests, Node emits the close of a socket on the first answer alone.
   */
  constructor(outgoing: NodeOutgoing, socket: object | undefined) {
    this.#outgoing = outgoing;
    this.#socket = socket;
  }

  /** Made at the first call. */
  signal(): AbortSignal {
    if (this.#controller === null) {
      const controller = new AbortController();
      const abort = (): void => {
        if (!this.#outgoing.writableEnded) controller.abort(new DOMException("The visitor went away.", "AbortError"));
      };
      const stopWatching = whenClosed(this.#socket, abort);
      if (this.#outgoing.destroyed) abort();
      this.#outgoing.once("close", () => {
        stopWatching();
        abort();
      });
      this.#controller = controller;
    }
    return this.#controller.signal;
  }
}

/** Calls `callback` when a socket closes, or at once if it is closed. @returns removes the callback */
function whenClosed(socket: object | undefined, callback: () => void): () => void {
  // Stand-ins for node:http may have no socket.
  if (socket === undefined || !("once" in socket) || typeof socket.once !== "function") return () => undefined;
  if ("destroyed" in socket && socket.destroyed === true) callback();
  const known = onCloseCallbacks.get(socket);
  const all = known ?? new Set();
  all.add(callback);
  if (known === undefined) {
    onCloseCallbacks.set(socket, all);
    socket.once("close", () => {
      for (const one of all) one();
    });
  }
  return () => void all.delete(callback);
}
