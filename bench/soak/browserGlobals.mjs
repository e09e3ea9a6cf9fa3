/* global queueMicrotask */
import { JSDOM } from "jsdom";

/**
 * Gives this process the browser globals that React, TanStack Query and longrun use: a document, locks and channels.
 * Call it before loading any of them, because they look for the globals while loading. @returns counts of what is open
 */
export function browserGlobals() {
  const { window } = new JSDOM("<!doctype html><html><body></body></html>", { url: "http://page.example/" });
  const listeners = counted(window, window.document);
  const channels = new Set();
  const locks = new Map();
  class Channel {
    onmessage = null;
    constructor(name) {
      this.name = name;
      channels.add(this);
    }
    postMessage(data) {
      const others = [...channels].filter((channel) => channel !== this && channel.name === this.name);
      for (const channel of others) queueMicrotask(() => channel.onmessage?.({ data }));
    }
    close() {
      channels.delete(this);
    }
  }
  /** Grants a lock to one holder at a time, in the order of the requests. */
  const request = async (name, { signal } = {}, work) => {
    const before = locks.get(name) ?? Promise.resolve();
    const turn = before.then(() => (signal?.aborted ? undefined : work()));
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    locks.set(name, over);
    await turn.finally(() => locks.get(name) === over && locks.delete(name));
  };
  const { document, location, HTMLElement, HTMLIFrameElement } = window;
  const given = { window, document, location, HTMLElement, HTMLIFrameElement, BroadcastChannel: Channel };
  for (const [name, value] of Object.entries(given))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  Object.defineProperty(globalThis, "navigator", {
    value: { userAgent: "soak", onLine: true, locks: { request } },
    configurable: true,
  });
  return {
    listeners,
    channels: () => channels.size,
    locks: () => locks.size,
    say: (type) => void window.dispatchEvent(new window.Event(type)),
    hide(isHidden) {
      Object.defineProperty(window.document, "visibilityState", {
        get: () => (isHidden ? "hidden" : "visible"),
        configurable: true,
      });
      window.document.dispatchEvent(new window.Event("visibilitychange", { bubbles: true }));
    },
  };
}

/** Counts the listeners on these targets. React keeps one of its own on the document. */
function counted(...targets) {
  const all = new Set();
  const numbers = new Map();
  const keyOf = (target, type, listener) => {
    if (!numbers.has(listener)) numbers.set(listener, numbers.size);
    return `${targets.indexOf(target)} ${type} ${numbers.get(listener)}`;
  };
  for (const target of targets) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    target.addEventListener = (type, listener, options) => {
      all.add(keyOf(target, type, listener));
      add(type, listener, options);
    };
    target.removeEventListener = (type, listener, options) => {
      all.delete(keyOf(target, type, listener));
      remove(type, listener, options);
    };
  }
  return () => all.size;
}
