import type { AnyOperation } from "../../operations/defineOperation";
import { gapMs, sizeOf, type CachedAnswer } from "./CachedAnswer";
import { LruMap, type LruLimits } from "../store/LruMap";
import type { Target } from "../upstream/Target";
import { CacheEntry } from "./CacheEntry";

/** Told when what is known of an operation has changed. */
export type ChangeListener = (
  entry: { readonly target: Target; readonly answer: CachedAnswer | null },
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
  readonly #entries: LruMap<CacheEntry>;
  readonly #limits: LruLimits;
  readonly #listeners = new Set<ChangeListener>();
  /** Called when a read is due by itself. */
  onDue: (entry: CacheEntry) => void = () => undefined;
  /** Called for one that had to be let go of. */
  onEvict: (entry: CacheEntry) => void = () => undefined;
  /** Called for one that had to be let go of though it is pushed. */
  onStreamsDropped: (key: string) => void = () => undefined;
  isClosed = false;
  /** How many changes there have been, of all operations together. */
  changeCount = 0;

  constructor(limits: LruLimits) {
    this.#limits = limits;
    this.#entries = new LruMap({
      ...limits,
      sizeOf: ({ answer, failed, visitorBytes }) =>
        ENTRY_BYTES + visitorBytes + (answer === null ? 0 : sizeOf(answer)) + (failed?.failure.bytes ?? 0),
      rankOf: ({ isPushed, askedAtMs }) => (isPushed ? 2 : askedAtMs > 0 ? 1 : 0),
      // Its answer is waited for; and without it a second read of the same would not know of this one.
      isHeld: ({ flight }) => flight !== null,
      onEvict: (entry, key) => {
        entry.wakeAt(null, 0);
        // A stream may know it still.
        entry.answer = null;
        entry.failed = null;
        this.onEvict(entry);
        if (entry.isPushed) this.onStreamsDropped(key);
      },
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How much all of it takes, in bytes, roughly. */
  get bytes(): number {
    return this.#entries.bytes;
  }

  /** Whether an answer is not larger than all that may be kept. */
  hasRoomFor(answer: CachedAnswer): boolean {
    return ENTRY_BYTES + sizeOf(answer) <= this.#limits.maxBytes;
  }

  /** All of one upstream. */
  entriesOf(upstream: string): CacheEntry[] {
    return this.#entries.values().filter(({ target }) => target.upstream.name === upstream);
  }

  /** Without counting as a use. */
  peek(key: string): CacheEntry | undefined {
    return this.#entries.peek(key);
  }

  find(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /**
   * The one of which something is known that has all of `params` that are given, where there is just one: anybody may
   * ask about what there is not.
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
    const entry = new CacheEntry(target, gapMs(target.operation), (due) => this.onDue(due));
    this.#entries.set(target.key, entry);
    return entry;
  }

  /** Keeps it though it may have been let go of in the meantime. */
  keep(entry: CacheEntry): void {
    this.#entries.set(entry.target.key, entry);
  }

  /** Whether it is kept. */
  has(entry: CacheEntry): boolean {
    return this.peek(entry.target.key) === entry;
  }

  /** It takes more or less memory than before, or may be let go of again. */
  resize(entry: CacheEntry): void {
    if (this.has(entry)) this.#entries.set(entry.target.key, entry);
  }

  /** Notes who has asked, at a time in ms since the epoch. */
  noteVisitor(entry: CacheEntry, visitor: string, nowMs: number): void {
    if (entry.noteVisitor(visitor, nowMs)) this.resize(entry);
  }

  /** Notes that a stream pushes it. @returns what ends that */
  attachStream(entry: CacheEntry): () => void {
    entry.streams += 1;
    // Where there was no room for it before, there is now that it is pushed.
    this.keep(entry);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      entry.streams -= 1;
      this.resize(entry);
    };
  }

  /** Its answer can't be kept, so that there is nothing to push. */
  dropStreams(entry: CacheEntry): void {
    if (entry.isPushed) this.onStreamsDropped(entry.target.key);
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(entry: Parameters<ChangeListener>[0], before: CachedAnswer | null): void {
    this.changeCount += 1;
    if (entry instanceof CacheEntry) entry.lastChange = this.changeCount;
    for (const listener of [...this.#listeners]) listener(entry, before);
  }

  close(): void {
    this.isClosed = true;
    for (const entry of this.#entries.values()) entry.wakeAt(null, 0);
  }
}
