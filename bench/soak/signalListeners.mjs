/* global AbortSignal */
import { getEventListeners } from "node:events";

/**
 * Counts the listeners on live abort signals. Create it before anything else listens.
 */
export function signalListeners() {
  let signals = new Set();
  const known = new WeakSet();
  const { addEventListener } = AbortSignal.prototype;
  AbortSignal.prototype.addEventListener = function (...rest) {
    if (!known.has(this)) {
      known.add(this);
      signals.add(new WeakRef(this));
    }
    return addEventListener.apply(this, rest);
  };
  return () => {
    signals = new Set([...signals].filter((ref) => ref.deref() !== undefined));
    return [...signals].reduce((sum, ref) => sum + getEventListeners(ref.deref(), "abort").length, 0);
  };
}
