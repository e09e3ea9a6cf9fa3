import { isRecord } from "../../operations/isRecord";
import type { Listening } from "./Listening";
import { PushLeader } from "./PushLeader";
import { PushListeners, type PushListener } from "./PushListeners";
import { isChange, type EventSourceLike, type PushedChange } from "./PushStream";

/** Changes as the relay pushes them. */
export interface Push {
  /** Hears of one operation, `layers/v1/jobs/job_1`, from now on. @returns what ends that */
  watch(name: string, listener: PushListener): () => void;
  /**
   * The relay has let this tab read an operation, in the session that its answer names. Nothing is heard of what was
   * not.
   *
   * @param session Null where the answer names none: then nothing is heard at all.
   */
  grant(name: string, session: string | null): void;
  /** The relay does not let this tab read an operation: nothing is heard of it, and what was is forgotten. */
  refuse(name: string): void;
  /** Ends the connection, timers and locks of this tab, and forgets what was heard. */
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
  /** Whose this is: tabs of another session have a connection of their own. @default one for all */
  readonly session?: string | undefined;
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
  | ({ readonly type: "listening" } & Listening)
  /** A tab's reads are in another session than before; null where they were refused. */
  | { readonly type: "turned"; readonly session: string | null };

/**
 * Hears of changes over one connection for all operations and all tabs: the tab that holds a lock has the connection
 * and tells the others over a channel. When it dies the browser frees the lock, and the next tab takes over. Without
 * locks or channels each tab has its own connection; without server-sent events nothing is ever heard, and everything
 * is polled.
 */
export function createPush(options: PushOptions): Push {
  const {
    baseUrl,
    session,
    openEvents = browserEvents(),
    openChannel = browserChannel(),
    locks = browserLocks(),
  } = options;
  const isShared = openChannel !== undefined && locks !== undefined;
  // Only tabs that share need names apart, and where they can share, the page is a secure one, which has randomUUID.
  const tab = isShared ? crypto.randomUUID() : "";
  const lockName = `longrun.push ${session === undefined ? baseUrl : JSON.stringify([baseUrl, session])}`;
  const closing = new AbortController();
  const { signal } = closing;
  const channel = isShared ? openChannel(lockName) : null;
  const listeners = new PushListeners(wantSoon);
  let leader: PushLeader | null = null;
  let wanting: ReturnType<typeof setTimeout> | undefined;
  /** A leader who hears of a tab whose lock is free takes it for dead, so nothing is said before the lock is held. */
  let isAlive = !isShared;

  function post(message: Message): void {
    channel?.postMessage(message);
    // A channel does not tell its own sender.
    take(message);
  }

  function want(): void {
    clearTimeout(wanting);
    wanting = undefined;
    if (isAlive && !signal.aborted) post({ type: "want", tab, names: listeners.names });
  }

  /**
   * A thousand jobs that come onto a page together are one wish: to say each time what else is wanted would be half a
   * million names.
   */
  function wantSoon(): void {
    wanting ??= setTimeout(want);
  }

  function take(message: unknown): void {
    if (!isRecord(message) || signal.aborted) return;
    const { type, change, names, tab: from, session: said } = message;
    const whose = typeof said === "string" ? said : null;
    if (type === "want" && typeof from === "string" && isNames(names) && leader?.want(from, names))
      post({ type: "listening", ...leader.listening });
    if (type === "leading" && leader === null) want();
    if (type === "change" && isChange(change)) listeners.hear(change);
    if (type === "listening" && isNames(names)) listeners.listen({ names, session: whose });
    if (type === "turned") leader?.turn(whose);
  }

  function lead(): Promise<void> {
    if (openEvents === undefined) return Promise.resolve();
    leader = new PushLeader({
      url: `${baseUrl}/events`,
      open: openEvents,
      onChange: (change) => post({ type: "change", change }),
      onListening: (listening) => post({ type: "listening", ...listening }),
      whenGone: (other, forget) => {
        // Its lock is free once it is gone.
        if (other !== tab) hold(tabLock(other), async () => forget());
      },
    });
    want();
    post({ type: "leading" });
    return ended(signal);
  }

  function hold(name: string, work: () => Promise<void>): void {
    void locks?.request(name, { signal }, work).catch(() => undefined);
  }

  if (channel !== null) channel.onmessage = ({ data }) => take(data);
  if (isShared) {
    // Held as long as this tab lives; a leader waits for it to learn of its death.
    hold(tabLock(tab), () => {
      isAlive = true;
      want();
      return ended(signal);
    });
    hold(lockName, lead);
  } else void lead();

  return {
    watch: (name, listener) => listeners.add(name, listener),
    grant(name, inSession) {
      if (listeners.grant(name, inSession)) post({ type: "turned", session: inSession });
    },
    refuse(name) {
      if (listeners.refuse(name)) post({ type: "turned", session: null });
    },
    close() {
      if (signal.aborted) return;
      clearTimeout(wanting);
      // Nobody is to be told that it is to be polled: whoever closes this is done.
      listeners.forget();
      post({ type: "want", tab, names: [] });
      closing.abort();
      leader?.close();
      channel?.close();
    },
  };
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
  return typeof BroadcastChannel === "undefined"
    ? undefined
    : (name) => new BroadcastChannel(name) as unknown as ChannelLike;
}

function browserLocks(): LocksLike | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { readonly locks?: LocksLike }).locks;
}
