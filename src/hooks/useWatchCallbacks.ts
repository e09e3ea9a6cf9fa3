import { useEffect, useState } from "react";
import type { OperationValue } from "../operations/defineOperation";
import type { WatchOptions } from "./WatchOptions";

/** One watched operation: which, and what is known of it. */
export interface Watched<Value> {
  readonly hash: string;
  readonly data: Value | undefined;
}

/** What is watched, and what to call. */
export interface CallbackWatch<Value extends OperationValue> {
  readonly operations: readonly Watched<Value>[];
  readonly callbacks: Callbacks<Value>;
}

interface Seen {
  status: string | null;
  witnessed: boolean;
  settled: boolean;
}

type Callbacks<Value extends OperationValue> = Pick<WatchOptions<Value>, "onSettled" | "onStatusChange">;

/**
 * Whether there is anything to call: without it a hook must not read `data`, which would subscribe it to every change.
 */
export function hasCallbacks<Value extends OperationValue>({ onSettled, onStatusChange }: Callbacks<Value>): boolean {
  return onSettled !== undefined || onStatusChange !== undefined;
}

/**
 * Calls `onStatusChange` and `onSettled`. What was seen is kept per operation, not per hook: the id may change and come
 * back, and StrictMode may run the effect twice, without a second call.
 */
export function useWatchCallbacks<Value extends OperationValue>(watch: CallbackWatch<Value> | null): void {
  const [seen] = useState(() => new Map<string, Seen>());
  // What is watched is new at each render: looking at it is cheaper than comparing it. Where there is nothing to call,
  // nothing runs.
  useEffect(() => {
    for (const { hash, data } of watch?.operations ?? [])
      if (data !== undefined) notice(hash, data, seen, watch?.callbacks ?? {});
  }, [watch, seen]);
}

function notice<Value extends OperationValue>(
  hash: string,
  data: Value,
  all: Map<string, Seen>,
  { onSettled, onStatusChange }: Callbacks<Value>,
): void {
  const seen = all.get(hash) ?? { status: null, witnessed: false, settled: false };
  all.set(hash, seen);
  const previous = seen.status;
  seen.status = data.status;
  if (previous !== null && previous !== data.status) onStatusChange?.(data.status, previous, data);
  if (!data.isTerminal) {
    seen.witnessed = true;
  } else if (!seen.settled) {
    seen.settled = true;
    onSettled?.(data, { witnessed: seen.witnessed });
  }
}
