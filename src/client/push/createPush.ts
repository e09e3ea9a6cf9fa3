import { isRecord } from "../../operations/isRecord";
import { browserPlatform, type ChannelLike, type LocksLike } from "./browserPlatform";
import type { Coverage } from "./Coverage";
import { PushLeader } from "./PushLeader";
import type { EventSourceLike } from "./PushStream";
import { PushSubscriptions, type PushSubscriber } from "./PushSubscriptions";
import { isChange, type PushedChange } from "./pushWire";

/** Changes as the relay pushes them. */
export interface Push {
  /** Subscribes to one operation, `layers/v1/jobs/job_1`. @returns what ends the subscription */
  subscribe(name: string, subscriber: PushSubscriber): () => void;
  /**
   * Records that the relay let this tab read an operation, in the session that its answer names. Changes of other
   * operations are not delivered.
   *
   * @param session Null where the answer names none: then nothing is delivered at all.
   */
  grant(name: string, session: string | null): void;
  /** Records that the relay refused this tab an operation: nothing is delivered until a read is granted. */
  refuse(name: string): void;
  /** Ends the stream, timers and locks of this tab, and forgets all changes. */
  close(): void;
}

export interface CreatePushOptions {
  /** Where the relay is mounted, `/api/longrun`: all tabs that name the same share one stream. */
  readonly baseUrl: string;
  /** The session of this tab: tabs of another one have a stream of their own. @default one for all */
  readonly session?: string | undefined;
  /** The browser's own by default; undefined where it has none. */
  readonly openEvents?: ((url: string) => EventSourceLike) | undefined;
  readonly openChannel?: ((name: string) => ChannelLike) | undefined;
  readonly locks?: LocksLike | undefined;
}

/** Messages between tabs. */
type Message =
  /** The operations of a tab. */
  | { readonly type: "want"; readonly tab: string; readonly names: readonly string[] }
  /** A tab became the leader: it does not know the other tabs' operations yet. */
  | { readonly type: "leading" }
  | { readonly type: "change"; readonly change: PushedChange }
  | ({ readonly type: "listening" } & Coverage)
  /** A tab's reads are in another session than before; null where they were refused. */
  | { readonly type: "turned"; readonly session: string | null };

/**
 * Subscribes to changes over one stream for all operations and all tabs. The leader tab, which holds a lock, has the
 * stream and passes changes on to the follower tabs over a channel. When it dies the browser frees the lock, and a
 * follower becomes the leader. Without locks or channels each tab has its own stream; without server-sent events
 * nothing is pushed, and everything is polled.
 */
export function createPush(options: CreatePushOptions): Push {
  const {
    baseUrl,
    session,
    openEvents = browserPlatform.openEvents(),
    openChannel = browserPlatform.openChannel(),
    locks = browserPlatform.locks(),
  } = options;
  const isShared = openChannel !== undefined && locks !== undefined;
  // Only tabs that share need names apart, and where they can share, the page is a secure one, which has randomUUID.
  const tab = isShared ? crypto.randomUUID() : "";
  const lockName = `longrun.push ${session === undefined ? baseUrl : JSON.stringify([baseUrl, session])}`;
  const closing = new AbortController();
  const { signal } = closing;
  const channel = isShared ? openChannel(lockName) : null;
  const subscriptions = new PushSubscriptions(wantSoon);
  let leader: PushLeader | null = null;
  let wanting: ReturnType<typeof setTimeout> | undefined;
  /** A leader takes a tab whose lock is free for dead, so nothing is sent before this tab holds its lock. */
  let isAlive = !isShared;

  function post(message: Message): void {
    channel?.postMessage(message);
    // A channel does not deliver to its own sender.
    receive(message);
  }

  function want(): void {
    clearTimeout(wanting);
    wanting = undefined;
    if (isAlive && !signal.aborted) post({ type: "want", tab, names: subscriptions.names });
  }

  /** Batches jobs that mount together: a thousand messages with all names each would be half a million names. */
  function wantSoon(): void {
    wanting ??= setTimeout(want);
  }

  function receive(message: unknown): void {
    if (!isRecord(message) || signal.aborted) return;
    const { type, change, names, tab: from } = message;
    const inSession = typeof message["session"] === "string" ? message["session"] : null;
    if (type === "want" && typeof from === "string" && isNames(names) && leader?.want(from, names))
      post({ type: "listening", ...leader.coverage });
    if (type === "leading" && leader === null) want();
    if (type === "change" && isChange(change)) subscriptions.receive(change);
    if (type === "listening" && isNames(names)) subscriptions.setCoverage({ names, session: inSession });
    if (type === "turned") leader?.changeSession(inSession);
  }

  function lead(): Promise<void> {
    if (openEvents === undefined) return Promise.resolve();
    leader = new PushLeader({
      baseUrl,
      open: openEvents,
      onChange: (change) => post({ type: "change", change }),
      onCoverage: (coverage) => post({ type: "listening", ...coverage }),
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

  if (channel !== null) channel.onmessage = ({ data }) => receive(data);
  if (isShared) {
    // Held while this tab lives: the leader waits for this lock to learn that the tab is gone.
    hold(tabLock(tab), () => {
      isAlive = true;
      want();
      return ended(signal);
    });
    hold(lockName, lead);
  } else void lead();

  return {
    subscribe: (name, subscriber) => subscriptions.subscribe(name, subscriber),
    grant(name, inSession) {
      if (subscriptions.grant(name, inSession)) post({ type: "turned", session: inSession });
    },
    refuse(name) {
      if (subscriptions.refuse(name)) post({ type: "turned", session: null });
    },
    close() {
      if (signal.aborted) return;
      clearTimeout(wanting);
      // Before the stream ends, which would tell subscribers to poll.
      subscriptions.clear();
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
