import type { OperationValue, ValueOf } from "../operations/defineOperation";
import { buildPath } from "../operations/operationPath";
import { parseOperation } from "../operations/parseOperation";
import type { ClientPush } from "./ClientPush";
import { createPush, type Push } from "./createPush";
import { watchKey } from "./watchKey";

/** What was heard of when it was left counts as known for a minute; unless it is heard of again this soon after it is back, it is asked about, in ms. */
const HEARD_AGAIN_WITHIN_MS = 5_000;

/**
 * Push for one client: operations and their values, over the connections of {@link createPush}.
 *
 * @param baseUrlOf Of an endpoint. Only one that ends with its own name, `/api/longrun/layers`, can be a relay's.
 * @throws OperationError `INVALID_ID` when what is to be watched has an id that is none.
 */
export function createClientPush(baseUrlOf: (endpoint: string) => string): ClientPush {
  const connections = new Map<string, Push>();
  const heard = new Map<string, number>();
  /** What nobody watches any more, and was heard of until then. */
  const leftHeard = new Set<string>();

  function connect(endpoint: string): Push | null {
    const url = baseUrlOf(endpoint);
    if (!url.endsWith(`/${endpoint}`)) return null;
    const baseUrl = url.slice(0, -endpoint.length - 1);
    const connection = connections.get(baseUrl) ?? createPush({ baseUrl });
    connections.set(baseUrl, connection);
    return connection;
  }

  return {
    isHeard: (operation, params) => heard.has(watchKey(operation, params)),
    watch(operation, params, { onValue, onLost }) {
      const key = watchKey(operation, params);
      let unwatch = (): void => undefined;
      let isHeard = false;
      let isOver = false;
      const alarm = leftHeard.delete(key) && !heard.has(key) ? setTimeout(onLost, HEARD_AGAIN_WITHIN_MS) : undefined;

      function listen(is: boolean): void {
        if (is === isHeard) return;
        isHeard = is;
        clearTimeout(alarm);
        const count = (heard.get(key) ?? 0) + (is ? 1 : -1);
        if (count > 0) heard.set(key, count);
        else heard.delete(key);
      }

      function stop(): void {
        isOver = true;
        clearTimeout(alarm);
        if (isHeard) leftHeard.add(key);
        listen(false);
        unwatch();
      }

      function take(body: unknown, etag: string): void {
        let value: ValueOf<typeof operation>;
        try {
          value = parseOperation(operation, body, params, etag);
        } catch {
          // Not usable: the next poll tells, and says so if it is not either.
          return;
        }
        clearTimeout(alarm);
        onValue(value);
        // A value of any operation is an OperationValue, which the generic hides. Nothing more will come of an ended one.
        if (!(value as OperationValue).isTerminal) return;
        stop();
        leftHeard.delete(key);
      }

      function onListening(is: boolean): void {
        const wasHeard = isHeard;
        listen(is);
        if (wasHeard && !is) onLost();
      }

      unwatch =
        connect(operation.endpoint)?.watch(operation.endpoint + buildPath(operation.name, operation.path, params), {
          onChange: ({ etag, body }) => take(body, etag),
          onListening,
        }) ?? unwatch;
      // What was known already may have ended it while it was being set up.
      if (isOver) unwatch();
      return stop;
    },
  };
}
