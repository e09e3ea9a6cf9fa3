import { useState } from "react";
import type { OperationError } from "../../operations/error/OperationError";

export interface IdempotencyKeys {
  /** Begins an attempt to send this input. */
  begin(input: unknown): void;
  /** The key of the attempt to send this input; its retries have the same. */
  keyFor(input: unknown): string;
  /**
   * Ends an attempt. The same input sent again gets a new key, unless the server may have received this one without
   * answering.
   */
  end(input: unknown, error: OperationError | null): void;
}

interface Attempt {
  readonly key: string;
  /**
   * Calls in flight. A button pressed twice makes one attempt of two calls, and the answer to one must not give the
   * other a new key.
   */
  readonly running: number;
  readonly answered: boolean;
}

/**
 * One Idempotency-Key per logical attempt. A retry, and a second press after a timeout, send the same input with the
 * same key, so that nothing is created twice. After an answer the next press is a new attempt.
 */
export function useIdempotencyKeys(): IdempotencyKeys {
  const [keys] = useState(idempotencyKeys);
  return keys;
}

function idempotencyKeys(): IdempotencyKeys {
  const open = new Map<string, Attempt>();
  const attemptOf = (text: string): Attempt => open.get(text) ?? { key: newKey(), running: 0, answered: false };
  return {
    begin(input) {
      const text = JSON.stringify(input);
      const attempt = attemptOf(text);
      open.set(text, { ...attempt, running: attempt.running + 1 });
    },
    keyFor: (input) => attemptOf(JSON.stringify(input)).key,
    end(input, error) {
      const text = JSON.stringify(input);
      const attempt = attemptOf(text);
      const running = attempt.running - 1;
      const answered = attempt.answered || error === null || !error.retryable;
      if (running <= 0 && answered) open.delete(text);
      else open.set(text, { ...attempt, running, answered });
    },
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
