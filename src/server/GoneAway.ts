import type { NodeOutgoing } from "./NodeOutgoing";

/** A signal for a visitor who goes away, made only when somebody asks for it. */
export class GoneAway {
  readonly #outgoing: NodeOutgoing;
  #controller: AbortController | null = null;

  constructor(outgoing: NodeOutgoing) {
    this.#outgoing = outgoing;
  }

  signal(): AbortSignal {
    if (this.#controller === null) {
      const controller = new AbortController();
      const abort = (): void => {
        if (!this.#outgoing.writableEnded) controller.abort(new DOMException("The visitor went away.", "AbortError"));
      };
      if (this.#outgoing.destroyed) abort();
      else this.#outgoing.once("close", abort);
      this.#controller = controller;
    }
    return this.#controller.signal;
  }
}
