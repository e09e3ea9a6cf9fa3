import type { SimulatedIds } from "../world/SimulatedIds";
import { wireTime } from "../world/wireTime";

/** What Layers would say with a webhook. */
export interface SimulatedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The event that this one repeats. */
  readonly replayOf?: string;
  /** When it happened, in ISO 8601. Not part of what is sent. */
  readonly at: string;
}

interface Source {
  readonly id: string;
  readonly endsAtMs: () => number;
  readonly event: () => { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/** Finds out what has ended since it last looked: nothing runs in the background, so nobody else would notice. */
export class SimulatedEvents {
  readonly #ids: SimulatedIds;
  readonly #events: SimulatedEvent[] = [];
  readonly #listeners = new Set<(event: SimulatedEvent) => void>();
  #running: Source[] = [];
  #nextEndMs = Infinity;

  constructor(ids: SimulatedIds) {
    this.#ids = ids;
  }

  watch(source: Source): void {
    this.#running.push(source);
    this.#nextEndMs = Math.min(this.#nextEndMs, source.endsAtMs());
  }

  /** An end was moved. */
  touch(): void {
    this.#nextEndMs = this.#running.reduce((nextMs, source) => Math.min(nextMs, source.endsAtMs()), Infinity);
  }

  /** Tells what ended up to `nowMs`, in the order in which it did. */
  collect(nowMs: number): void {
    if (nowMs < this.#nextEndMs) return;
    const ended = this.#running
      .filter((source) => source.endsAtMs() <= nowMs)
      .sort((a, b) => a.endsAtMs() - b.endsAtMs());
    this.#running = this.#running.filter((source) => source.endsAtMs() > nowMs);
    this.touch();
    for (const source of ended)
      this.#emit({ id: this.#ids.ulidOf("evt", source.id), ...source.event(), at: wireTime(source.endsAtMs()) });
  }

  /** An event that no operation's end is behind; nobody hears of it yet. */
  make(type: string, data: Readonly<Record<string, unknown>>, nowMs: number): SimulatedEvent {
    return { id: this.#ids.ulid("evt"), type, data, at: wireTime(nowMs) };
  }

  /** Says again what was said before, under an id of its own. */
  replay(eventId: string, nowMs: number): SimulatedEvent {
    const event = this.#events.find(({ id }) => id === eventId);
    if (!event)
      throw new TypeError(`replayEvent(${JSON.stringify(eventId)}): there is no such event. Pass an id from events().`);
    const replayed = { ...this.make(event.type, event.data, nowMs), replayOf: event.id };
    this.#emit(replayed);
    return replayed;
  }

  all(): readonly SimulatedEvent[] {
    return [...this.#events];
  }

  subscribe(listener: (event: SimulatedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #emit(event: SimulatedEvent): void {
    this.#events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
  }
}
