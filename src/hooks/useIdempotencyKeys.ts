import { useState } from "react";
import type { OperationError } from "../operations/OperationError";

export interface IdempotencyKeys {
  /** The key of the attempt to send this; the same for the same input until {@link IdempotencyKeys.settle}. */
  keyFor(input: unknown): string;
  /** The attempt came to an end: the same input sent again is a new one. */
  settle(input: unknown): void;
}

/**
 * One Idempotency-Key per logical attempt. A retry, and a person who presses the button again after a time-out, send the same input under
 * the same key, so that nothing is made twice; after an answer the next press is a new attempt.
 */
export function useIdempotencyKeys(): IdempotencyKeys {
  const [keys] = useState(idempotencyKeys);
  return keys;
}

function idempotencyKeys(): IdempotencyKeys {
  const open = new Map<string, string>();
  return {
    keyFor(input) {
      const text = JSON.stringify(input);
      const key = open.get(text) ?? newKey();
      open.set(text, key);
      return key;
    },
    settle: (input) => void open.delete(JSON.stringify(input)),
  };
}

/** A UUID of version 4. `crypto.randomUUID` is missing where the page came over plain http, as on an intranet. */
function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, "0");
  });
  return bytes.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Ends an attempt unless it may have reached the server without an answer: then the same input is the same attempt, tried again. */
export function settledAttempt(keys: IdempotencyKeys, input: unknown, error: OperationError | null): void {
  if (error === null || !error.retryable) keys.settle(input);
}
