import { forgetUnheard } from "./PushListeners";
import { PushStream, type EventSourceLike, type PushedChange } from "./PushStream";

export interface PushLeaderOptions {
  /** Of the relay's events: `/api/longrun/events`. */
  readonly url: string;
  readonly open: (url: string) => EventSourceLike;
  readonly onChange: (change: PushedChange) => void;
  /** Called with all operations whose changes are being heard, when they may be others than before. */
  readonly onListening: (names: readonly string[]) => void;
  /** Calls back once a tab is gone, however it went. */
  readonly whenGone: (tab: string, forget: () => void) => void;
}

/** The tab that has the connection: it gathers what all tabs want. */
export class PushLeader {
  readonly #options: PushLeaderOptions;
  readonly #stream: PushStream;
  readonly #wants = new Map<string, readonly string[]>();
  /** What the stream told last of each operation, for tabs that come later. */
  readonly #latest = new Map<string, PushedChange>();
  #listening: ReadonlySet<string> = new Set();

  constructor(options: PushLeaderOptions) {
    const { url, open, onChange, onListening } = options;
    this.#options = options;
    this.#stream = new PushStream({
      url,
      open,
      onChange: (change) => {
        this.#latest.set(change.watch, change);
        onChange(change);
      },
      onListening: (names) => {
        const now = new Set(names);
        forgetUnheard(this.#latest, this.#listening, now);
        this.#listening = now;
        onListening(names);
      },
    });
  }

  /** @returns whether the tab is a new one, which has not heard yet what is listened to */
  want(tab: string, names: readonly string[]): boolean {
    const before = this.#wants.get(tab);
    if (before === undefined) {
      this.#options.whenGone(tab, () => {
        this.#wants.delete(tab);
        this.#gather();
      });
    }
    this.#wants.set(tab, names);
    this.#gather();
    // The stream tells what is known when it is opened; who comes later has not heard that.
    const told = new Set(before);
    for (const name of names) {
      const known = told.has(name) ? undefined : this.#latest.get(name);
      if (known !== undefined) this.#options.onChange(known);
    }
    return before === undefined;
  }

  close(): void {
    this.#stream.close();
  }

  #gather(): void {
    const all = new Set([...this.#wants.values()].flat());
    for (const name of this.#latest.keys()) if (!all.has(name)) this.#latest.delete(name);
    this.#stream.want(all);
  }
}
