import type { NodeOutgoing } from "./NodeOutgoing";

/**
 * What is to be done when a connection closes: one listener for each, since a connection may have any number of
 * requests at a time.
 */
const closers = new WeakMap<object, Set<() => void>>();

/** A signal for a visitor who goes away, made only when somebody asks for it. */
export class GoneAway {
  readonly #outgoing: NodeOutgoing;
  readonly #socket: object | undefined;
  #controller: AbortController | null = null;

  /**
   * @param socket The connection. Of requests that are sent one after the other without waiting, Node closes the first
   * answer alone with it.
   */
  constructor(outgoing: NodeOutgoing, socket: object | undefined) {
    this.#outgoing = outgoing;
    this.#socket = socket;
  }

  signal(): AbortSignal {
    if (this.#controller === null) {
      const controller = new AbortController();
      const abort = (): void => {
        if (!this.#outgoing.writableEnded) controller.abort(new DOMException("The visitor went away.", "AbortError"));
      };
      const forget = onClosed(this.#socket, abort);
      if (this.#outgoing.destroyed) abort();
      this.#outgoing.once("close", () => {
        forget();
        abort();
      });
      this.#controller = controller;
    }
    return this.#controller.signal;
  }
}

/** Calls `close` when a connection closes, or now where it has. @returns what takes that back */
function onClosed(socket: object | undefined, close: () => void): () => void {
  // What imitates node:http may have none.
  if (socket === undefined || !("once" in socket) || typeof socket.once !== "function") return () => undefined;
  if ("destroyed" in socket && socket.destroyed === true) close();
  const known = closers.get(socket);
  const all = known ?? new Set();
  all.add(close);
  if (known === undefined) {
    closers.set(socket, all);
    socket.once("close", () => {
      for (const one of all) one();
    });
  }
  return () => void all.delete(close);
}
