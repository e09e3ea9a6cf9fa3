import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../operations/defineOperation";
import { buildPath } from "../operations/operationPath";
import { parseOperation } from "../operations/parseOperation";
import type { Push } from "./createPush";
import { watchKey } from "./watchKey";

export interface PushedTo<O extends AnyOperation> {
  readonly onValue: (value: ValueOf<O>) => void;
  /** Nothing is heard of it any more: it is to be polled as before. */
  readonly onLost: () => void;
}

/** What a client hears without asking. */
export interface ClientPush {
  /** Hears of one operation from now on, where its endpoint is a relay's. @returns what ends that */
  watch<O extends AnyOperation>(operation: O, params: ParamsOf<O>, to: PushedTo<O>): () => void;
  /** Whether changes of this operation are being heard, so that a slow poll is enough. */
  isHeard(operation: AnyOperation, params: Readonly<Record<string, string>>): boolean;
}

/**
 * Push for one client. What keeps the connection is loaded when the first operation is watched: who only polls does not load it.
 *
 * @param baseUrlOf Of an endpoint. Only one that ends with its own name, `/api/longrun/layers`, can be a relay's.
 */
export function lazyPush(baseUrlOf: (endpoint: string) => string): ClientPush {
  const connections = new Map<string, Promise<Push>>();
  const heard = new Map<string, number>();

  function connect(endpoint: string): Promise<Push> | null {
    const url = baseUrlOf(endpoint);
    if (!url.endsWith(`/${endpoint}`)) return null;
    const baseUrl = url.slice(0, -endpoint.length - 1);
    const connection = connections.get(baseUrl) ?? import("./createPush").then(({ createPush }) => createPush({ baseUrl }));
    connections.set(baseUrl, connection);
    return connection;
  }

  return {
    isHeard: (operation, params) => heard.has(watchKey(operation, params)),
    watch(operation, params, { onValue, onLost }) {
      const key = watchKey(operation, params);
      let unwatch: (() => void) | undefined;
      let isHeard = false;
      let isOver = false;

      function listen(is: boolean): void {
        if (is === isHeard) return;
        isHeard = is;
        const count = (heard.get(key) ?? 0) + (is ? 1 : -1);
        if (count > 0) heard.set(key, count);
        else heard.delete(key);
      }

      function stop(): void {
        isOver = true;
        listen(false);
        unwatch?.();
      }

      function take(body: unknown, etag: string): void {
        let value: ValueOf<typeof operation>;
        try {
          value = parseOperation(operation, body, params, etag);
        } catch {
          // Not usable: the next poll tells, and says so if it is not either.
          return;
        }
        onValue(value);
        // A value of any operation is an OperationValue, which the generic hides. Nothing more will come of an ended one.
        if ((value as OperationValue).isTerminal) stop();
      }

      function onListening(is: boolean): void {
        const wasHeard = isHeard;
        listen(is);
        if (wasHeard && !is) onLost();
      }

      connect(operation.endpoint)
        ?.then((push) => {
          if (isOver) return;
          unwatch = push.watch(operation.endpoint + buildPath(operation.name, operation.path, params), { onChange: ({ etag, body }) => take(body, etag), onListening });
          // What was known already may have ended it while it was being set up.
          if (isOver) unwatch();
        })
        // An id that is none, or a connection that can't be loaded: the poll says what is to be said.
        .catch(() => undefined);
      return stop;
    },
  };
}
