/** How a visitor who opens a stream may be turned away. */
export type Refusal = "too many streams" | "too many of this visitor";

export interface StreamSlotsOptions {
  readonly maxStreams: number;
  readonly maxStreamsPerVisitor: number;
}

/**
 * One stream's place among all: taken before its visitor is let in, and given back when the stream ends or is refused.
 */
export interface StreamSlot {
  /**
   * Asks the application something for this stream. Of one visitor's questions {@link ASKED_AT_ONCE} run at a time,
   * over all of their streams, and those whose stream has ended count until they are answered; the others wait.
   *
   * @returns What was answered, or null where the stream ended before it could be asked.
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
  /** Begins a question, or drops it. */
  readonly waiting: { readonly slot: StreamSlot; readonly go: (isAsked: boolean) => void }[];
}

/** Counts streams, all and of each visitor, and holds back the questions that they cost the application. */
export class StreamSlots {
  readonly #options: StreamSlotsOptions;
  readonly #visitors = new Map<string, Visitor>();
  #streams = 0;

  constructor(options: StreamSlotsOptions) {
    this.#options = options;
  }

  /** Takes a place, or says why there is none. */
  take(name: string): StreamSlot | Refusal {
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
