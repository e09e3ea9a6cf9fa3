import { useEffect, useState } from "react";
import type { LongrunClient } from "../client/LongrunClient";
import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../operations/defineOperation";
import type { OperationError } from "../operations/OperationError";
import { operationHash, operationKey } from "./options/operationKey";
import { useNearestQueryClient } from "./useNearestQueryClient";
import type { WatchOptions } from "./WatchOptions";

/** A watched operation and its query result. */
export interface WatchedOperation<O extends AnyOperation> {
  readonly params: ParamsOf<O>;
  /** Its `data` is read only for callbacks: reading it subscribes the component to every change. */
  readonly result: { readonly data: ValueOf<O> | undefined } | undefined;
}

/** The effects of a watch: subscribes to pushed changes, and calls `onStatusChange` and `onSettled`. */
export function useWatchEffects<O extends AnyOperation>(
  operation: O,
  watched: readonly WatchedOperation<O>[],
  client: LongrunClient,
  options: WatchOptions<ValueOf<O>>,
): void {
  const { enabled, onSettled, onStatusChange } = options;
  usePush(operation, enabled === false ? [] : watched.map(({ params }) => params), client);
  const hasCallbacks = onSettled !== undefined || onStatusChange !== undefined;
  useWatchCallbacks(
    hasCallbacks
      ? {
          operations: watched.map(({ params, result }) => ({
            hash: operationHash(operation, params, client),
            // Every value has the fields of OperationValue; the compiler can't see that through the generic.
            data: result?.data as (ValueOf<O> & OperationValue) | undefined,
          })),
          callbacks: options as WatchOptions<ValueOf<O> & OperationValue>,
        }
      : null,
  );
}

/**
 * Subscribes to pushed changes, where the client was created with `push`. A pushed value goes into the query cache as a
 * poll's answer does: it never replaces a terminal value, and an unchanged one renders nothing.
 */
function usePush<O extends AnyOperation>(operation: O, params: readonly ParamsOf<O>[], client: LongrunClient): void {
  const queryClient = useNearestQueryClient(operation.name);
  const { push } = client;
  // The list is new at each render; its content seldom changes.
  const watched = push === null ? "" : JSON.stringify(params);
  useEffect(() => {
    if (push === null || watched === "") return undefined;
    const stops = (JSON.parse(watched) as ParamsOf<O>[]).map((each) => {
      const queryKey = operationKey(operation, each, client);
      if (queryClient.getQueryData<OperationValue>(queryKey)?.isTerminal) return undefined;
      return push.watch(operation, each, {
        onValue: (value) => queryClient.setQueryData(queryKey, value),
        onLost: () => {
          const { status, error } = queryClient.getQueryState<ValueOf<O>, OperationError>(queryKey) ?? {};
          // A fatal error stands until somebody retries.
          if (status === "error" && !error?.retryable) return;
          // Poll now: the next poll may be a minute away. The query reports a failure itself.
          void queryClient.invalidateQueries({ queryKey, exact: true });
        },
      });
    });
    return () => stops.forEach((stop) => stop?.());
  }, [push, watched, operation, client, queryClient]);
}

interface Seen {
  status: string | null;
  witnessed: boolean;
  settled: boolean;
}

type Callbacks<Value extends OperationValue> = Pick<WatchOptions<Value>, "onSettled" | "onStatusChange">;

interface CallbackWatch<Value extends OperationValue> {
  readonly operations: readonly { readonly hash: string; readonly data: Value | undefined }[];
  readonly callbacks: Callbacks<Value>;
}

/**
 * Calls `onStatusChange` and `onSettled`. The last status is kept per operation, not per hook: the id may change and
 * come back, and StrictMode may run the effect twice, without a second call.
 *
 * @param watch Null where there is nothing to call.
 */
function useWatchCallbacks<Value extends OperationValue>(watch: CallbackWatch<Value> | null): void {
  const [seen] = useState(() => new Map<string, Seen>());
  // A watch is new at each render, so the effect runs at each: that is cheaper than comparing.
  useEffect(() => {
    for (const { hash, data } of watch?.operations ?? [])
      if (data !== undefined) callBack(hash, data, seen, watch?.callbacks ?? {});
  }, [watch, seen]);
}

function callBack<Value extends OperationValue>(
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
