import type { PushedChange } from "./PushStream";

/** Who hears of one operation. */
export interface PushListener {
  readonly onChange: (change: PushedChange) => void;
  /** Whether its changes are being heard from now on, so that a slow poll is enough, or not any more. */
  readonly onListening: (isListening: boolean) => void;
}

/** Those in one tab who hear of changes. */
export class PushListeners {
  readonly #all = new Map<string, Set<PushListener>>();
  /** What was heard last of each operation, for those who come later; nothing from before the connection broke. */
  readonly #latest = new Map<string, PushedChange>();
  #listening: ReadonlySet<string> = new Set();
  readonly #onOthers: () => void;

  /** @param onOthers Called when other operations are wanted than before. */
  constructor(onOthers: () => void) {
    this.#onOthers = onOthers;
  }

  /** The operations that somebody wants to hear of. */
  get names(): readonly string[] {
    return [...this.#all.keys()];
  }

  get listening(): readonly string[] {
    return [...this.#listening];
  }

  add(name: string, listener: PushListener): () => void {
    const all = this.#all.get(name) ?? new Set();
    const known = this.#latest.get(name);
    this.#all.set(name, all.add(listener));
    if (all.size === 1) this.#onOthers();
    if (this.#listening.has(name)) listener.onListening(true);
    if (known !== undefined) listener.onChange(known);
    return () => {
      if (!all.delete(listener) || all.size > 0 || this.#all.get(name) !== all) return;
      this.#all.delete(name);
      this.#latest.delete(name);
      this.#onOthers();
    };
  }

  hear(change: PushedChange): void {
    const { watch } = change;
    const all = this.#all.get(watch);
    if (all === undefined || this.#latest.get(watch)?.etag === change.etag) return;
    this.#latest.set(watch, change);
    for (const { onChange } of [...all]) onChange(change);
  }

  /** Sets what is heard of. What is not any more is polled, and soon newer than what was heard last. */
  listen(names: readonly string[]): void {
    const before = this.#listening;
    const now = new Set(names);
    this.#listening = now;
    forgetUnheard(this.#latest, before, now);
    for (const [name, all] of this.#all) if (before.has(name) !== now.has(name)) for (const { onListening } of [...all]) onListening(now.has(name));
  }
}

/** Drops what was told of operations of which nothing is heard any more; of one that is not heard yet, the stream has just begun to tell. */
export function forgetUnheard(latest: Map<string, PushedChange>, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  for (const name of latest.keys()) if (now.size === 0 || (before.has(name) && !now.has(name))) latest.delete(name);
}
