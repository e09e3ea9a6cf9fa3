import type { AnyOperation } from "../operations/defineOperation";
import { gapMs, sizeOf, type KnownAnswer } from "./KnownAnswer";
import { LruMap, type LruLimits } from "./LruMap";
import type { Target } from "./readOnce";
import { WatchedOperation } from "./WatchedOperation";

/** Told when what is known of an operation has changed. */
export type ChangeListener = (watched: { readonly target: Target; readonly answer: KnownAnswer | null }, before: KnownAnswer | null) => void;

/** What a relay knows of, in bounded memory. What is pushed to somebody is never let go of: the number of streams is bounded already. */
export class WatchedOperations {
  readonly #lru: LruMap<WatchedOperation>;
  readonly #pushed = new Map<string, WatchedOperation>();
  readonly #listeners = new Set<ChangeListener>();
  /** Called when a read is due by itself. */
  onDue: (watched: WatchedOperation) => void = () => undefined;
  isClosed = false;
  /** How many changes there have been, of all operations together. */
  changes = 0;

  constructor(limits: LruLimits) {
    this.#lru = new LruMap(limits, ({ answer }) => sizeOf(answer), (_, watched) => watched.wakeAt(null, 0));
  }

  get size(): number {
    return this.#lru.size + this.#pushed.size;
  }

  find(key: string): WatchedOperation | undefined {
    return this.#lru.get(key) ?? this.#pushed.get(key);
  }

  /** The one that has all of `params` that are known, where there is just one. */
  findLike(operation: AnyOperation, params: Readonly<Record<string, unknown>>): Target | undefined {
    const wanted = Object.entries(params).filter(([, id]) => id !== undefined);
    if (wanted.length === 0) return undefined;
    const found = [...this.#lru.values(), ...this.#pushed.values()].filter(
      ({ target }) => target.operation === operation && wanted.every(([name, id]) => target.params[name] === id),
    );
    return found.length === 1 ? found[0]?.target : undefined;
  }

  findOrAdd(target: Target): WatchedOperation {
    const found = this.find(target.key);
    if (found !== undefined) return found;
    const watched = new WatchedOperation(target, gapMs(target.operation), (due) => this.onDue(due));
    this.#lru.set(target.key, watched);
    return watched;
  }

  /** Its answer is another than before, and perhaps of another size. */
  resize(watched: WatchedOperation): void {
    const { key } = watched.target;
    if (this.#lru.get(key) === watched) this.#lru.set(key, watched);
  }

  /** Keeps it while a stream pushes it. @returns what ends that */
  push(watched: WatchedOperation): () => void {
    const { key } = watched.target;
    watched.streams += 1;
    this.#lru.delete(key);
    this.#pushed.set(key, watched);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      watched.streams -= 1;
      if (watched.streams > 0) return;
      this.#pushed.delete(key);
      this.#lru.set(key, watched);
    };
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(watched: Parameters<ChangeListener>[0], before: KnownAnswer | null): void {
    this.changes += 1;
    if (watched instanceof WatchedOperation) watched.changedAt = this.changes;
    for (const listener of [...this.#listeners]) listener(watched, before);
  }

  close(): void {
    this.isClosed = true;
    for (const watched of [...this.#lru.values(), ...this.#pushed.values()]) watched.wakeAt(null, 0);
  }
}
