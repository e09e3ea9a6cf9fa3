/* global Request, AbortController, TextDecoder */
/** `EventSource.CLOSED`. */
const CLOSED = 2;
const RECONNECT_MS = 3_000;

/**
 * An `EventSource` class over a relay in this process; `open` counts the open streams, `opened` all streams so far.
 */
export function relayedEvents(relay, origin) {
  const open = new Set();
  let opened = 0;
  class RelayedEvents {
    readyState = 0;
    #listeners = new Map();
    #url;
    #controller = new AbortController();
    #retry;

    constructor(url) {
      this.#url = new URL(url, origin).href;
      open.add(this);
      opened += 1;
      void this.#connect();
    }

    addEventListener(type, listener) {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    }

    close() {
      this.readyState = CLOSED;
      clearTimeout(this.#retry);
      this.#controller.abort();
      open.delete(this);
    }

    async #connect() {
      const response = await relay.handle(new Request(this.#url, { signal: this.#controller.signal }));
      if (this.readyState === CLOSED) return void response.body?.cancel().catch(() => undefined);
      if (response.status !== 200) {
        this.close();
        return this.#say("error");
      }
      this.readyState = 1;
      const reader = response.body.getReader();
      this.#controller.signal.addEventListener("abort", () => reader.cancel().catch(() => undefined), { once: true });
      const decoder = new TextDecoder();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true }));
        if (done || this.readyState === CLOSED) break;
        text += decoder.decode(value, { stream: true });
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          this.#tell(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
      if (this.readyState === CLOSED) return;
      this.readyState = 0;
      this.#controller = new AbortController();
      this.#say("error");
      this.#retry = setTimeout(() => this.#connect(), RECONNECT_MS);
    }

    #tell(event) {
      const field = (name) => new RegExp(`^${name}: (.*)$`, "m").exec(event)?.[1];
      this.#say(field("event") ?? "message", field("data"));
    }

    #say(type, data) {
      for (const listener of this.#listeners.get(type) ?? []) listener({ data });
    }
  }
  return { RelayedEvents, open: () => open.size, opened: () => opened };
}
