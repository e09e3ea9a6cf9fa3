import type { AnyOperation } from "../../operations/Operation";
import { LruMap, type LruLimits } from "../store/LruMap";
import type { Target } from "../upstream/Target";
import { gapMs } from "./answer/answerFromRead";
import { sizeOf, type CachedAnswer } from "./answer/CachedAnswer";
import { CacheEntry, type EntryOwner } from "./entry/CacheEntry";

/** Called when the answer about an operation has changed. */
export type ChangeListener = (
  entry: { readonly target: Target; readonly answer: CachedAnswer | null },
  before: CachedAnswer | null,
) => void;

export interface OperationCacheOptions extends LruLimits {
  readonly now: () => number;
  /** A read that has not ended this long after it was sent was lost, in ms; its entry may be evicted. */
  readonly lostAfterMs: number;
  /** Called when an entry's next poll is due. */
  readonly onDue: (entry: CacheEntry) => void;
  /** Called for an entry that was evicted. */
  readonly onEvict: (entry: CacheEntry) => void;
  /** Called for an operation that is pushed, and for which there is no room. */
  readonly onStreamsDropped: (key: string) => void;
}

/** Memory for an entry beside its answer: its target, its timer and its places in maps, in bytes. */
const ENTRY_BYTES = 1_536;

/** The operations that a relay knows, in bounded memory. See `CacheEntry.rank` for the order of eviction. */
export class OperationCache {
  readonly #options: OperationCacheOptions;
  readonly #entries: LruMap<CacheEntry>;
  readonly #owner: EntryOwner;
  readonly #listeners = new Set<ChangeListener>();
  #changeCount = 0;
  #isClosed = false;

  constructor(options: OperationCacheOptions) {
    const { maxEntries, maxBytes, now, lostAfterMs, onDue, onEvict, onStreamsDropped } = options;
    this.#options = options;
    this.#entries = new LruMap({
      maxEntries,
      maxBytes,
      sizeOf: ({ bytes }) => ENTRY_BYTES + bytes,
      rankOf: ({ rank }) => rank,
      // Visitors wait for its answer, and a new entry would allow a second read at the same time.
      isHeld: ({ reads }) => reads.flight !== null && !reads.isLostAt(now(), lostAfterMs),
      onEvict: (entry, key) => {
        entry.forget();
        onEvict(entry);
        if (entry.isPushed) onStreamsDropped(key);
      },
    });
    this.#owner = {
      now,
      has: (entry) => this.has(entry),
      hasRoomFor: (answer) => this.hasRoomFor(answer),
      onResize: (entry) => this.resize(entry),
      onTooLarge: ({ isPushed, target }) => isPushed && onStreamsDropped(target.key),
      onDue,
    };
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Memory that all of it takes, in bytes, roughly. */
  get bytes(): number {
    return this.#entries.bytes;
  }

  /** How many changes there have been, of all operations together. */
  get changeCount(): number {
    return this.#changeCount;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether an answer fits into an empty cache. */
  hasRoomFor(answer: CachedAnswer): boolean {
    return ENTRY_BYTES + sizeOf(answer) <= this.#options.maxBytes;
  }

  /** The entries of one upstream. */
  entriesOf(upstream: string): CacheEntry[] {
    return this.#entries.values().filter(({ target }) => target.upstream.name === upstream);
  }

  /** Finds an entry without counting as a use. */
  peek(key: string): CacheEntry | undefined {
    return this.#entries.peek(key);
  }

  find(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /**
   * The one operation with an answer that has all the given `params`; undefined where there are none or several.
   * Entries without an answer don't count: visitors may ask about operations that don't exist.
   */
  findByParams(operation: AnyOperation, params: Readonly<Record<string, unknown>>): Target | undefined {
    const wanted = Object.entries(params).filter(([, id]) => id !== undefined);
    if (wanted.length === 0) return undefined;
    const found = this.#entries
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
    const entry = new CacheEntry(target, gapMs(target.operation), this.#owner);
    this.keep(entry);
    return entry;
  }

  /** Puts an entry in, also one that may have been evicted meanwhile. */
  keep(entry: CacheEntry): void {
    this.#entries.set(entry.target.key, entry);
  }

  /** The entry takes more or less memory than before, or has become evictable. */
  resize(entry: CacheEntry): void {
    if (this.has(entry)) this.keep(entry);
  }

  has(entry: CacheEntry): boolean {
    return this.peek(entry.target.key) === entry;
  }

  /** Attaches a stream of events that pushes the entry. @returns what detaches it */
  attachStream(entry: CacheEntry): () => void {
    entry.attachStream();
    // There may have been no room for it before it was pushed.
    this.keep(entry);
    let isDetached = false;
    return () => {
      if (!isDetached) entry.detachStream();
      isDetached = true;
    };
  }

  /** Replaces an entry's answer, if the new one is accepted, and notifies if it says something else. */
  receive(entry: CacheEntry, answer: CachedAnswer, wasRequestedAfter = false): void {
    const before = entry.answer;
    if (!entry.receive(answer, wasRequestedAfter)) return;
    if (before?.etag === answer.etag && before.isTerminal === answer.isTerminal && before.fillsLeft === 0) return;
    // Streams are notified too of an answer that there is no room for.
    this.notify(entry.answer === answer ? entry : { target: entry.target, answer }, before);
  }

  /** Adds a listener. @returns what removes it */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(entry: Parameters<ChangeListener>[0], before: CachedAnswer | null): void {
    this.#changeCount += 1;
    if (entry instanceof CacheEntry) entry.recordChange(this.#changeCount);
    for (const listener of [...this.#listeners]) listener(entry, before);
  }

  close(): void {
    this.#isClosed = true;
    for (const entry of this.#entries.values()) entry.cancelPoll();
  }
}
