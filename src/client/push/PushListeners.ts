import { NOTHING_HEARD, type Listening } from "./Listening";
import type { PushedChange } from "./PushStream";

/** Who hears of one operation. */
export interface PushListener {
  readonly onChange: (change: PushedChange) => void;
  /** Whether its changes are being heard from now on, so that a slow poll is enough, or not any more. */
  readonly onListening: (isListening: boolean) => void;
}

/** So many operations are remembered as read; of what was read before them nothing is heard until it is read again. */
const MOST_GRANTED = 1_000;

/**
 * Those in one tab who hear of changes. The connection may be another tab's, opened when somebody else was signed in;
 * so a change is taken only of an operation that the relay has let this very tab read, and only from a stream of the
 * session that its last read was in.
 */
export class PushListeners {
  readonly #all = new Map<string, Set<PushListener>>();
  /** What was heard last of each operation, for those who come later; nothing from before the connection broke. */
  readonly #latest = new Map<string, PushedChange>();
  #listening: Listening = NOTHING_HEARD;
  /** What was told to be heard. */
  readonly #heard = new Set<string>();
  /** The session of this tab's last granted read, and what was granted in it. */
  #session: string | null = null;
  readonly #granted = new Set<string>();
  readonly #onOthers: () => void;

  /** @param onOthers Called when other operations are wanted than before. */
  constructor(onOthers: () => void) {
    this.#onOthers = onOthers;
  }

  /** The operations that somebody wants to hear of. */
  get names(): readonly string[] {
    return [...this.#all.keys()];
  }

  add(name: string, listener: PushListener): () => void {
    const all = this.#all.get(name) ?? new Set();
    this.#all.set(name, all.add(listener));
    if (all.size === 1) this.#onOthers();
    const wasHeard = this.#heard.has(name);
    this.#review(name);
    if (wasHeard && this.#heard.has(name)) listener.onListening(true);
    const known = this.#takenOf(name);
    if (known !== undefined) listener.onChange(known);
    return () => {
      if (!all.delete(listener) || all.size > 0 || this.#all.get(name) !== all) return;
      this.#all.delete(name);
      this.#latest.delete(name);
      this.#heard.delete(name);
      this.#onOthers();
    };
  }

  hear(change: PushedChange): void {
    const { watch, etag, session } = change;
    const all = this.#all.get(watch);
    const latest = this.#latest.get(watch);
    if (all === undefined || (latest?.etag === etag && latest.session === session)) return;
    this.#latest.set(watch, change);
    this.#tell(watch);
  }

  /** Sets what is heard of. What is not any more is polled, and soon newer than what was heard last. */
  listen(listening: Listening): void {
    const before = new Set(this.#listening.names);
    const isOther = listening.session !== this.#listening.session;
    this.#listening = listening;
    forgetUnheard(this.#latest, before, new Set(listening.names));
    if (isOther && listening.session !== null) forgetOthers(this.#latest, listening.session);
    this.#reviewAll();
  }

  /** The relay has let this tab read an operation. @returns whether it is in another session than the last time */
  grant(name: string, session: string | null): boolean {
    const isOther = session !== this.#session;
    if (isOther) {
      this.#session = session;
      this.#granted.clear();
    }
    // Last in the set: the first is the one that was read the longest ago.
    const isNew = !this.#granted.delete(name) && session !== null;
    if (session !== null) this.#granted.add(name);
    if (this.#granted.size > MOST_GRANTED) this.#forgetGrant([...this.#granted][0] ?? name);
    if (isOther) this.#reviewAll();
    if (!isNew) return isOther;
    this.#review(name);
    // It may have changed between the answer and now.
    this.#tell(name);
    return isOther;
  }

  /**
   * The relay does not let this tab read an operation: somebody else may be signed in by now. So nothing is taken, of
   * any operation, until a read is granted again, whenever the stream is opened anew. @returns whether anything was
   * granted before
   */
  refuse(name: string): boolean {
    const was = this.#granted.size > 0;
    this.#latest.delete(name);
    this.#granted.clear();
    this.#session = null;
    this.#reviewAll();
    return was;
  }

  /** Forgets everything, also who listens: they are told nothing any more. */
  forget(): void {
    this.#all.clear();
    this.#latest.clear();
    this.#heard.clear();
    this.#granted.clear();
    this.#session = null;
  }

  #forgetGrant(name: string): void {
    this.#latest.delete(name);
    this.#granted.delete(name);
    this.#review(name);
  }

  #isGranted(name: string, session: string | null): boolean {
    return session !== null && session === this.#session && this.#granted.has(name);
  }

  #takenOf(name: string): PushedChange | undefined {
    const known = this.#latest.get(name);
    return known !== undefined && this.#isGranted(name, known.session) ? known : undefined;
  }

  #tell(name: string): void {
    const change = this.#takenOf(name);
    if (change !== undefined) for (const { onChange } of [...(this.#all.get(name) ?? [])]) onChange(change);
  }

  #reviewAll(): void {
    for (const name of this.names) this.#review(name);
  }

  /** Tells those who hear of an operation where that begins or ends. */
  #review(name: string): void {
    const all = this.#all.get(name);
    if (all === undefined) return;
    const is = this.#isGranted(name, this.#listening.session) && this.#listening.names.includes(name);
    if (is === this.#heard.has(name)) return;
    if (is) this.#heard.add(name);
    else this.#heard.delete(name);
    for (const { onListening } of [...all]) onListening(is);
  }
}

/**
 * Drops what was told of operations of which nothing is heard any more; of one that is not heard yet, the stream has
 * just begun to tell.
 */
export function forgetUnheard(
  latest: Map<string, PushedChange>,
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
): void {
  for (const name of latest.keys()) if (now.size === 0 || (before.has(name) && !now.has(name))) latest.delete(name);
}

/** Drops what was told in any other session. */
export function forgetOthers(latest: Map<string, PushedChange>, session: string): void {
  for (const [name, change] of latest) if (change.session !== session) latest.delete(name);
}
