import type { SimulatedIds } from "../world/SimulatedIds";
import { wireTime } from "../world/wireTime";

/** An event that Layers would send as a webhook. */
export interface SimulatedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Id of the event that this one replays. */
  readonly replayOf?: string;
  /** When it happened, in ISO 8601; not part of the webhook. */
  readonly at: string;
}

interface Source {
  readonly id: string;
  readonly endsAtMs: () => number;
  readonly event: () => { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
}

/**
 * Emits an event for each operation that has ended. Nothing runs in the background: ends are found when `collect` is
 * called.
 */
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

  /** Recomputes when the next operation ends, after an end has moved. */
  reschedule(): void {
    this.#nextEndMs = this.#running.reduce((nextMs, source) => Math.min(nextMs, source.endsAtMs()), Infinity);
  }

  /** Emits what ended up to `nowMs`, in order of ending. */
  collect(nowMs: number): void {
    if (nowMs < this.#nextEndMs) return;
    const ended = this.#running
      .filter((source) => source.endsAtMs() <= nowMs)
      .sort((a, b) => a.endsAtMs() - b.endsAtMs());
    this.#running = this.#running.filter((source) => source.endsAtMs() > nowMs);
    this.reschedule();
    for (const source of ended)
      this.#emit({ id: this.#ids.ulidOf("evt", source.id), ...source.event(), at: wireTime(source.endsAtMs()) });
  }

  /** Makes an event that belongs to no operation's end, without emitting it. */
  make(type: string, data: Readonly<Record<string, unknown>>, nowMs: number): SimulatedEvent {
    return { id: this.#ids.ulid("evt"), type, data, at: wireTime(nowMs) };
  }

  /** Emits an earlier event again, under a new id. */
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
