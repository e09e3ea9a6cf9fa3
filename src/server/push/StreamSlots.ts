/** Why a visitor gets no slot. */
export type SlotRefusal = "too many streams" | "too many of this visitor";

export interface StreamSlotsOptions {
  readonly maxStreams: number;
  readonly maxStreamsPerVisitor: number;
}

/** One stream's slot: acquired before the application is asked, released when the stream ends or is refused. */
export interface StreamSlot {
  /**
   * Asks the application a question for this stream. {@link ASKED_AT_ONCE} questions of one visitor run at a time, over
   * all of their streams, and those whose stream has ended count until they are answered; the others wait.
   *
   * @returns The answer, or null where the stream ended before it could be asked.
   */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>;
  /** A second time does nothing. */
  release(): void;
}

/** Questions of one visitor that run at a time. */
export const ASKED_AT_ONCE = 10;

interface Visitor {
  streams: number;
  asking: number;
  /** Questions that wait; `go` starts one, or drops it. */
  readonly waiting: { readonly slot: StreamSlot; readonly go: (isAsked: boolean) => void }[];
}

/** Limits streams, of all and of each visitor, and the questions to the application that they cost at a time. */
export class StreamSlots {
  readonly #options: StreamSlotsOptions;
  readonly #visitors = new Map<string, Visitor>();
  #streams = 0;

  constructor(options: StreamSlotsOptions) {
    this.#options = options;
  }

  /** @param name The visitor. @returns a slot, or why there is none */
  acquire(name: string): StreamSlot | SlotRefusal {
    const { maxStreams, maxStreamsPerVisitor } = this.#options;
    if (this.#streams >= maxStreams) return "too many streams";
    const visitor = this.#visitors.get(name) ?? { streams: 0, asking: 0, waiting: [] };
    if (visitor.streams >= maxStreamsPerVisitor) return "too many of this visitor";
    this.#visitors.set(name, visitor);
    this.#streams += 1;
    visitor.streams += 1;
    let isReleased = false;
    const slot: StreamSlot = {
      ask: async (question) => {
        if (isReleased || !(await this.#turn(visitor, slot))) return null;
        try {
          return await question();
        } finally {
          visitor.asking -= 1;
          this.#next(name, visitor);
        }
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#streams -= 1;
        visitor.streams -= 1;
        for (const dropped of visitor.waiting.filter((one) => one.slot === slot)) {
          visitor.waiting.splice(visitor.waiting.indexOf(dropped), 1);
          dropped.go(false);
        }
        this.#next(name, visitor);
      },
    };
    return slot;
  }

  /** Resolves when the slot may ask, or with false when it has been released. */
  #turn(visitor: Visitor, slot: StreamSlot): boolean | Promise<boolean> {
    if (visitor.asking < ASKED_AT_ONCE) {
      visitor.asking += 1;
      return true;
    }
    return new Promise((go) => visitor.waiting.push({ slot, go }));
  }

  #next(name: string, visitor: Visitor): void {
    if (visitor.streams === 0 && visitor.asking === 0) this.#visitors.delete(name);
    if (visitor.asking >= ASKED_AT_ONCE) return;
    const next = visitor.waiting.shift();
    if (next === undefined) return;
    visitor.asking += 1;
    next.go(true);
  }
}
