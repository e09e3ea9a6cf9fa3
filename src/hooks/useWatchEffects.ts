import { useEffect, useState } from "react";
import type { LongrunClient } from "../client/LongrunClient";
import type { AnyOperation, ParamsOf } from "../operations/Operation";
import type { OperationValue } from "../operations/OperationValue";
import type { ValueOf } from "../operations/ValueOf";
import type { OperationError } from "../operations/error/OperationError";
import { operationHash, operationKey } from "./options/operationKey";
import { useNearestQueryClient } from "./useNearestQueryClient";
import type { WatchOptions } from "./WatchOptions";

/** A watched operation and its query result. */
export interface WatchedOperation<O extends AnyOperation> {
  readonly params: ParamsOf<O>;
  /** Its `data` is read only for callbacks: reading it subscribes the component to every change. */
  readonly result: { readonly data: ValueOf<O> | undefined } | undefined;
}

/**
 * The effects of a watch.
 *
 * Where the client was created with `push`, subscribes to pushed changes. A pushed value goes into the query cache as a
 * poll's answer does: it never replaces a terminal value, and an unchanged one renders nothing.
 *
 * Calls `onStatusChange` and `onSettled`. The last status is kept per operation, not per hook: the id may change and
 * come back, and StrictMode may run the effect twice, without a second call.
 */
export function useWatchEffects<O extends AnyOperation>(
  operation: O,
  watched: readonly WatchedOperation<O>[],
  client: LongrunClient,
  { enabled, onSettled, onStatusChange }: WatchOptions<ValueOf<O>>,
): void {
  const queryClient = useNearestQueryClient(operation.name);
  const { push } = client;
  // The list is new at each render; its content seldom changes.
  const pushed = push && enabled !== false ? JSON.stringify(watched.map(({ params }) => params)) : "[]";
  useEffect(() => {
    const stops = (JSON.parse(pushed) as ParamsOf<O>[]).map((params) => {
      const queryKey = operationKey(operation, params, client);
      if (queryClient.getQueryData<OperationValue>(queryKey)?.isTerminal) return undefined;
      return push?.watch(operation, params, {
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
  }, [push, pushed, operation, client, queryClient]);

  const [seen] = useState(() => new Map<string, Seen>());
  // With callbacks the list is new at each render, so the effect runs at each: that is cheaper than comparing lists.
  const known =
    (onSettled ?? onStatusChange) &&
    watched.map(({ params, result }) => [operationHash(operation, params, client), result?.data] as const);
  useEffect(() => {
    for (const [hash, data] of known ?? [])
      if (data !== undefined) callBack(seen, hash, data, onSettled, onStatusChange);
  }, [known, seen, onSettled, onStatusChange]);
}

interface Seen {
  status: string | null;
  witnessed: boolean;
  settled: boolean;
}

function callBack<Value extends { readonly status: string }>(
  all: Map<string, Seen>,
  hash: string,
  data: Value,
  onSettled: WatchOptions<Value>["onSettled"],
  onStatusChange: WatchOptions<Value>["onStatusChange"],
): void {
  const seen = all.get(hash) ?? { status: null, witnessed: false, settled: false };
  all.set(hash, seen);
  const previous = seen.status;
  seen.status = data.status;
  if (previous !== null && previous !== data.status) onStatusChange?.(data.status, previous, data);
  // Every value has the fields of OperationValue; the compiler can't see that through the generic.
  if (!(data as Value & OperationValue).isTerminal) {
    seen.witnessed = true;
  } else if (!seen.settled) {
    seen.settled = true;
    onSettled?.(data, { witnessed: seen.witnessed });
  }
}
