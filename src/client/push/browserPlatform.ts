import type { EventSourceLike } from "./PushStream";

/** The part of `BroadcastChannel` that is used. */
export interface ChannelLike {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  request(name: string, options: { readonly signal?: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

/** What the browser has for pushed changes; each is undefined where it has none. */
export const browserPlatform = {
  openEvents: (): ((url: string) => EventSourceLike) | undefined =>
    typeof EventSource === "undefined" ? undefined : (url) => new EventSource(url),
  // The cast: its handler takes more of the event than ours looks at, which is all that the types disagree about.
  openChannel: (): ((name: string) => ChannelLike) | undefined =>
    typeof BroadcastChannel === "undefined"
      ? undefined
      : (name) => new BroadcastChannel(name) as unknown as ChannelLike,
  locks: (): LocksLike | undefined =>
    typeof navigator === "undefined" ? undefined : (navigator as { readonly locks?: LocksLike }).locks,
};
