import { focusManager, onlineManager } from "@tanstack/react-query";
import type { OperationError } from "../../operations/error/OperationError";

/**
 * How the watch itself is doing, apart from the operation:
 * - `watching`: polled as it should be (or about to be, for the first time)
 * - `settled`: the operation has ended; nothing is asked any more
 * - `retrying`: the last read failed; the last data stands, and it is asked again by itself
 * - `paused`: the tab is hidden, the network is gone, or the hook is not enabled
 * - `stopped`: the last read failed for good (no such id, not allowed); nothing happens until somebody asks again
 */
export type WatchState = "watching" | "settled" | "retrying" | "paused" | "stopped";

/**
 * What {@link watchState} reads of TanStack's result. Reading it subscribes the component to these fields, and to no
 * others.
 */
export interface WatchResult {
  readonly data: { readonly isTerminal: boolean } | undefined;
  readonly error: OperationError | null;
  /** Rather than `fetchStatus`, which changes twice with every poll. */
  readonly isPaused?: boolean | undefined;
  /** Missing before TanStack Query 5.83. */
  readonly isEnabled?: boolean | undefined;
}

/** Where the page is: seen, and connected. */
export interface WatchEnvironment {
  readonly focused: boolean;
  readonly online: boolean;
}

/**
 * Tells how a watch is doing. Pure, given the environment; without one it asks TanStack's focus and online managers.
 *
 * @example
 * const result = useJob(jobId);
 * if (watchState(result) === "retrying") return <p>Can't reach the server, trying again…</p>;
 */
export function watchState(result: WatchResult, environment: WatchEnvironment = presentEnvironment()): WatchState {
  const { data, error, isPaused = false, isEnabled = true } = result;
  if (data?.isTerminal) return "settled";
  // An app's own `queryFn` may reject with anything, undefined too.
  if (error !== null && !(error as OperationError | undefined)?.retryable) return "stopped";
  if (!isEnabled || isPaused || !environment.focused || !environment.online) return "paused";
  return error === null ? "watching" : "retrying";
}

function presentEnvironment(): WatchEnvironment {
  return { focused: focusManager.isFocused(), online: onlineManager.isOnline() };
}
