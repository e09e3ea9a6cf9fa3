import type { AnyOperation } from "../../operations/defineOperation";
import { gapMs, sizeOf, type CachedAnswer } from "./CachedAnswer";
import { LruMap, type LruLimits } from "../store/LruMap";
import type { Target } from "../upstream/Target";
import { CacheEntry } from "./CacheEntry";

/** Told when what is known of an operation has changed. */
export type ChangeListener = (
  watched: { readonly target: Target; readonly answer: CachedAnswer | null },
  before: CachedAnswer | null,
) => void;

/**
 * What an entry takes beside its answer: its target with a name for every id, its alarm, and its places in maps, in
 * bytes.
 */
const ENTRY_BYTES = 1_536;

/**
 * All that a relay knows of operations, in bounded memory. What is in the way goes in this order: what only an event
 * has told of, what visitors ask about, what is pushed to them; and of each the one that was asked about or changed the
 * longest ago.
 */
export class OperationCache {
  readonly #kept: LruMap<CacheEntry>;
  readonly #limits: LruLimits;
  readonly #listeners = new Set<ChangeListener>();
  /** Called when a read is due by itself. */
  onDue: (watched: CacheEntry) => void = () => undefined;
  /** Called for one that had to be let go of. */
  onEvict: (watched: CacheEntry) => void = () => undefined;
  /** Called for one that had to be let go of though it is pushed. */
  onUnpush: (key: string) => void = () => undefined;
  isClosed = false;
  /** How many changes there have been, of all operations together. */
  changes = 0;

  constructor(limits: LruLimits) {
    this.#limits = limits;
    this.#kept = new LruMap({
      ...limits,
      sizeOf: ({ answer, failed, visitorBytes }) =>
        ENTRY_BYTES + visitorBytes + (answer === null ? 0 : sizeOf(answer)) + (failed?.failure.bytes ?? 0),
      rankOf: ({ isPushed, askedAtMs }) => (isPushed ? 2 : askedAtMs > 0 ? 1 : 0),
      // Its answer is waited for; and without it a second read of the same would not know of this one.
      isHeld: ({ flight }) => flight !== null,
      onEvict: (watched, key) => {
        watched.wakeAt(null, 0);
        // A stream may know it still.
        watched.answer = null;
        watched.failed = null;
        this.onEvict(watched);
        if (watched.isPushed) this.onUnpush(key);
      },
    });
  }

  get size(): number {
    return this.#kept.size;
  }

  /** How much all of it takes, in bytes, roughly. */
  get bytes(): number {
    return this.#kept.bytes;
  }

  /** Whether an answer is not larger than all that may be kept. */
  hasRoomFor(answer: CachedAnswer): boolean {
    return ENTRY_BYTES + sizeOf(answer) <= this.#limits.maxBytes;
  }

  /** All of one upstream. */
  of(upstream: string): CacheEntry[] {
    return this.#kept.values().filter(({ target }) => target.upstream.name === upstream);
  }

  /** Without counting as a use. */
  peek(key: string): CacheEntry | undefined {
    return this.#kept.peek(key);
  }

  find(key: string): CacheEntry | undefined {
    return this.#kept.get(key);
  }

  /**
   * The one of which something is known that has all of `params` that are given, where there is just one: anybody may
   * ask about what there is not.
   */
  findLike(operation: AnyOperation, params: Readonly<Record<string, unknown>>): Target | undefined {
    const wanted = Object.entries(params).filter(([, id]) => id !== undefined);
    if (wanted.length === 0) return undefined;
    const found = this.#kept
      .values()
      .filter(
        ({ target, answer }) =>
          answer !== null && target.operation === operation && wanted.every(([name, id]) => target.params[name] === id),
      );
    return found.length === 1 ? found[0]?.target : undefined;
  }

  findOrAdd(target: Target): CacheEntry {
    const found = this.find(target.key);
    if (found !== undefined) return found;
    const watched = new CacheEntry(target, gapMs(target.operation), (due) => this.onDue(due));
    this.#kept.set(target.key, watched);
    return watched;
  }

  /** Keeps it though it may have been let go of in the meantime. */
  hold(watched: CacheEntry): void {
    this.#kept.set(watched.target.key, watched);
  }

  /** Whether it is kept. */
  has(watched: CacheEntry): boolean {
    return this.peek(watched.target.key) === watched;
  }

  /** It takes more or less memory than before, or may be let go of again. */
  resize(watched: CacheEntry): void {
    if (this.has(watched)) this.#kept.set(watched.target.key, watched);
  }

  /** Notes who has asked, at a time in ms since the epoch. */
  noteVisitor(watched: CacheEntry, visitor: string, nowMs: number): void {
    if (watched.noteVisitor(visitor, nowMs)) this.resize(watched);
  }

  /** Notes that a stream pushes it. @returns what ends that */
  push(watched: CacheEntry): () => void {
    watched.streams += 1;
    // Where there was no room for it before, there is now that it is pushed.
    this.hold(watched);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      watched.streams -= 1;
      this.resize(watched);
    };
  }

  /** Its answer can't be kept, so that there is nothing to push. */
  unpush(watched: CacheEntry): void {
    if (watched.isPushed) this.onUnpush(watched.target.key);
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(watched: Parameters<ChangeListener>[0], before: CachedAnswer | null): void {
    this.changes += 1;
    if (watched instanceof CacheEntry) watched.changedAt = this.changes;
    for (const listener of [...this.#listeners]) listener(watched, before);
  }

  close(): void {
    this.isClosed = true;
    for (const watched of this.#kept.values()) watched.wakeAt(null, 0);
  }
}
