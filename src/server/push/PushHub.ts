import type { PushOptions } from "../contract/RelayOptions";
import { Subscriber, type SseWriter, type SubscriberOptions } from "./Subscriber";
import type { SubscriptionRequest } from "./Subscription";

export type PushLimits = { readonly [Limit in keyof PushOptions]-?: number };

export interface PushHubOptions extends SubscriberOptions {
  readonly limits: PushLimits;
}

/** All subscribers of a relay: passes each change in the cache on to those of its operation. */
export class PushHub {
  readonly slots: StreamSlots;
  readonly #options: PushHubOptions;
  readonly #subscribersByKey = new Map<string, Set<Subscriber>>();
  readonly #subscribers = new Set<Subscriber>();

  constructor(options: PushHubOptions) {
    this.#options = options;
    this.slots = new StreamSlots(options.limits);
    options.cache.onChange(({ target, answer }) => {
      if (answer !== null)
        for (const subscriber of this.#subscribersByKey.get(target.key) ?? []) subscriber.sendChange(target.key);
    });
  }

  /**
   * Opens a stream of what is known of each operation, and of every change from then on.
   *
   * @param slot Released when the stream ends.
   * @param session The session that the stream was granted to.
   * @param lastEventId The last event of the visitor's stream before this one; then only later changes are sent.
   */
  subscribe(
    requests: readonly SubscriptionRequest[],
    slot: StreamSlot,
    session: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ): SseWriter {
    const keys = requests.map(({ target }) => target.key);
    const subscriber = new Subscriber(this.#options, requests, session, () => {
      signal.removeEventListener("abort", close);
      this.#subscribers.delete(subscriber);
      slot.release();
      for (const key of keys) this.#remove(key, subscriber);
    });
    const close = (): void => subscriber.writer.close();
    signal.addEventListener("abort", close, { once: true });
    this.#subscribers.add(subscriber);
    for (const key of keys)
      this.#subscribersByKey.set(key, (this.#subscribersByKey.get(key) ?? new Set()).add(subscriber));
    subscriber.start(lastEventId).catch(close);
    if (signal.aborted) close();
    return subscriber.writer;
  }

  /** The relay has no room for an operation: its subscribers have to poll it. */
  drop(key: string): void {
    for (const subscriber of this.#subscribersByKey.get(key) ?? []) subscriber.drop(key);
  }

  close(): void {
    for (const { writer } of [...this.#subscribers]) writer.close();
  }

  #remove(key: string, subscriber: Subscriber): void {
    const all = this.#subscribersByKey.get(key);
    if (all?.delete(subscriber) === true && all.size === 0) this.#subscribersByKey.delete(key);
  }
}

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
