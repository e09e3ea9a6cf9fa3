import { isRecord } from "../operations/isRecord";
import { isChange, PushStream, type EventSourceLike, type PushedChange } from "./PushStream";

/** Who hears of one operation. */
export interface PushListener {
  readonly onChange: (change: PushedChange) => void;
  /** Whether its changes are being heard from now on, so that a slow poll is enough, or not any more. */
  readonly onListening: (isListening: boolean) => void;
}

/** Changes as the relay pushes them. */
export interface Push {
  /** Hears of one operation, `layers/v1/jobs/job_1`, from now on. @returns what ends that */
  watch(name: string, listener: PushListener): () => void;
  close(): void;
}

/** What of `BroadcastChannel` is used. */
export interface ChannelLike {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What of `navigator.locks` is used. */
export interface LocksLike {
  request(name: string, options: { readonly signal?: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

export interface PushOptions {
  /** Where the relay is mounted, `/api/longrun`: all tabs that name the same share one connection. */
  readonly baseUrl: string;
  /** What the browser has; each is left out where there is none. */
  readonly openEvents?: ((url: string) => EventSourceLike) | undefined;
  readonly openChannel?: ((name: string) => ChannelLike) | undefined;
  readonly locks?: LocksLike | undefined;
}

type Message =
  /** A tab's wishes, all of them. */
  | { readonly type: "want"; readonly tab: string; readonly names: readonly string[] }
  /** A tab has taken over: it does not know yet what the others want. */
  | { readonly type: "leading" }
  | { readonly type: "change"; readonly change: PushedChange }
  | { readonly type: "listening"; readonly names: readonly string[] };

/**
 * Hears of changes over one connection for all operations and all tabs: the tab that holds a lock has the connection and tells the others
 * over a channel. When it dies the browser frees the lock, and the next tab takes over. Without locks or channels each tab has its
 * own connection; without server-sent events nothing is ever heard, and everything is polled.
 */
export function createPush(options: PushOptions): Push {
  const { baseUrl, openEvents = browserEvents(), openChannel = browserChannel(), locks = browserLocks() } = options;
  const isShared = openChannel !== undefined && locks !== undefined;
  // Only tabs that share need names apart, and where they can share, the page is a secure one, which has randomUUID.
  const tab = isShared ? crypto.randomUUID() : "";
  const lockName = `longrun.push ${baseUrl}`;
  const closing = new AbortController();
  const channel = isShared ? openChannel(lockName) : null;
  const listeners = new Map<string, Set<PushListener>>();
  /** What this tab has heard last of each operation, for listeners that come later. */
  const latest = new Map<string, PushedChange>();
  let listening: ReadonlySet<string> = new Set();
  let leader: Leader | null = null;
  /** A leader who hears of a tab whose lock is free takes it for dead, so nothing is said before the lock is held. */
  let isAlive = !isShared;

  function post(message: Message): void {
    channel?.postMessage(message);
    // A channel does not tell its own sender.
    take(message);
  }

  function want(): void {
    if (isAlive) post({ type: "want", tab, names: [...listeners.keys()] });
  }

  function take(message: unknown): void {
    if (!isRecord(message) || closing.signal.aborted) return;
    const { type, change, names, tab: from } = message;
    if (type === "want" && typeof from === "string" && isNames(names) && leader?.want(from, names)) post({ type: "listening", names: [...listening] });
    if (type === "leading" && leader === null) want();
    if (type === "change" && isChange(change)) hear(change);
    if (type === "listening" && isNames(names)) setListening(new Set(names));
  }

  function hear(change: PushedChange): void {
    const { watch } = change;
    const all = listeners.get(watch);
    if (all === undefined || latest.get(watch)?.etag === change.etag) return;
    latest.set(watch, change);
    for (const { onChange } of [...all]) onChange(change);
  }

  function setListening(names: ReadonlySet<string>): void {
    const before = listening;
    listening = names;
    for (const [name, all] of listeners) if (before.has(name) !== names.has(name)) for (const { onListening } of [...all]) onListening(names.has(name));
  }

  function lead(): Promise<void> {
    if (openEvents === undefined) return Promise.resolve();
    const stream = new PushStream({
      url: `${baseUrl}/events`,
      open: openEvents,
      onChange: (change) => {
        leader?.remember(change);
        post({ type: "change", change });
      },
      onListening: (names) => post({ type: "listening", names }),
    });
    leader = new Leader(stream, tab, locks, isShared ? (change) => post({ type: "change", change }) : () => undefined, closing.signal);
    want();
    post({ type: "leading" });
    return new Promise((resolve) =>
      closing.signal.addEventListener("abort", () => {
        stream.close();
        leader = null;
        resolve();
      }),
    );
  }

  if (channel !== null) channel.onmessage = ({ data }) => take(data);
  if (isShared) {
    // Held as long as this tab lives; a leader waits for it to learn of its death.
    void locks
      .request(tabLock(tab), { signal: closing.signal }, () => {
        isAlive = true;
        want();
        return ended(closing.signal);
      })
      .catch(() => undefined);
    void locks.request(lockName, { signal: closing.signal }, lead).catch(() => undefined);
  } else void lead();

  return {
    watch(name, listener) {
      const all = listeners.get(name) ?? new Set();
      const known = latest.get(name);
      listeners.set(name, all.add(listener));
      if (all.size === 1) want();
      if (listening.has(name)) listener.onListening(true);
      if (known !== undefined) listener.onChange(known);
      return () => {
        if (!all.delete(listener) || all.size > 0 || listeners.get(name) !== all) return;
        listeners.delete(name);
        latest.delete(name);
        want();
      };
    },
    close() {
      post({ type: "want", tab, names: [] });
      closing.abort();
      channel?.close();
    },
  };
}

/** The tab that has the connection: it gathers what all tabs want. */
class Leader {
  readonly #stream: PushStream;
  readonly #own: string;
  readonly #locks: LocksLike | undefined;
  readonly #tellAgain: (change: PushedChange) => void;
  readonly #signal: AbortSignal;
  readonly #wants = new Map<string, readonly string[]>();
  readonly #latest = new Map<string, PushedChange>();

  constructor(stream: PushStream, own: string, locks: LocksLike | undefined, tellAgain: (change: PushedChange) => void, signal: AbortSignal) {
    this.#stream = stream;
    this.#own = own;
    this.#locks = locks;
    this.#tellAgain = tellAgain;
    this.#signal = signal;
  }

  /** Whether the tab is a new one, which has not heard yet what is listened to. */
  want(tab: string, names: readonly string[]): boolean {
    const before = this.#wants.get(tab);
    if (before === undefined && tab !== this.#own) this.#forgetWhenGone(tab);
    this.#wants.set(tab, names);
    const all = new Set([...this.#wants.values()].flat());
    for (const name of this.#latest.keys()) if (!all.has(name)) this.#latest.delete(name);
    this.#stream.want(all);
    // The stream tells what is known when it is opened; a tab that comes later has not heard that.
    for (const name of names) {
      const known = before?.includes(name) ? undefined : this.#latest.get(name);
      if (known !== undefined) this.#tellAgain(known);
    }
    return before === undefined;
  }

  remember(change: PushedChange): void {
    this.#latest.set(change.watch, change);
  }

  /** A tab's lock is free once the tab is gone, however it went. */
  #forgetWhenGone(tab: string): void {
    void this.#locks
      ?.request(tabLock(tab), { signal: this.#signal }, async () => {
        this.#wants.delete(tab);
        this.#stream.want(new Set([...this.#wants.values()].flat()));
      })
      .catch(() => undefined);
  }
}

function tabLock(tab: string): string {
  return `longrun.push tab ${tab}`;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function browserEvents(): PushOptions["openEvents"] {
  return typeof EventSource === "undefined" ? undefined : (url) => new EventSource(url);
}

function browserChannel(): PushOptions["openChannel"] {
  // Its handler takes more of the event than ours looks at, which is all that the types disagree about.
  return typeof BroadcastChannel === "undefined" ? undefined : (name) => new BroadcastChannel(name) as unknown as ChannelLike;
}

function browserLocks(): LocksLike | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { readonly locks?: LocksLike }).locks;
}
