import type { OperationValue, ValueOf } from "../../operations/defineOperation";
import { operationAddress, operationId } from "../../operations/operationId";
import { parseOperation } from "../../operations/parseOperation";
import type { ClientPush } from "./ClientPush";
import { createPush, type Push } from "./createPush";

/**
 * What was heard of when it was left counts as known for a minute; unless it is heard of again this soon after it is
 * back, it is asked about, in ms.
 */
const HEARD_AGAIN_WITHIN_MS = 5_000;

interface Connection {
  readonly push: Push;
  /** Which read its session is known by. */
  order: number;
  session: string | null;
}

/**
 * Push for one client: operations and their values, over the connections of {@link createPush}.
 *
 * @param baseUrlOf Of an endpoint. Only one that ends with its own name, `/api/longrun/layers`, can be a relay's.
 * @param session Whose client it is.
 * @throws OperationError `INVALID_ID` when what is to be watched has an id that is none.
 */
export function createClientPush(baseUrlOf: (endpoint: string) => string, session?: string): ClientPush {
  const connections = new Map<string, Connection>();
  const heard = new Map<string, number>();
  /** What nobody watches any more, and was heard of until then. */
  const leftHeard = new Set<string>();
  /**
   * The id of the operation whose refusal is being taken in: losing its push must not start another read of it.
   */
  let refusing: string | null = null;
  let isClosed = false;

  function connect(endpoint: string): Connection | null {
    const url = baseUrlOf(endpoint);
    if (!url.endsWith(`/${endpoint}`)) return null;
    const baseUrl = url.slice(0, -endpoint.length - 1);
    const connection = connections.get(baseUrl) ?? { push: createPush({ baseUrl, session }), order: 0, session: null };
    connections.set(baseUrl, connection);
    return connection;
  }

  return {
    isHeard: (operation, params) => heard.has(operationId(operation, params)),
    noteRead(operation, params, { session: inSession, order }) {
      const connection = isClosed ? null : connect(operation.endpoint);
      if (connection === null) return false;
      const name = operationAddress(operation, params);
      if (inSession === undefined) {
        // An answer to a read that was sent before does not bring back the session from before.
        if (order > connection.order) Object.assign(connection, { order, session: null });
        refusing = operationId(operation, params);
        connection.push.refuse(name);
        refusing = null;
      } else if (order > connection.order || inSession === connection.session) {
        connection.order = Math.max(order, connection.order);
        connection.session = inSession;
        connection.push.grant(name, inSession);
      } else return connection.session !== null;
      return false;
    },
    close() {
      isClosed = true;
      for (const { push } of connections.values()) push.close();
      connections.clear();
      heard.clear();
      leftHeard.clear();
    },
    watch(operation, params, { onValue, onLost }) {
      if (isClosed) return () => undefined;
      const key = operationId(operation, params);
      let unwatch = (): void => undefined;
      let isHeard = false;
      let isOver = false;
      const alarm =
        leftHeard.delete(key) && !heard.has(key)
          ? setTimeout(() => isClosed || onLost(), HEARD_AGAIN_WITHIN_MS)
          : undefined;

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
        // A value of any operation is an OperationValue, which the generic hides. Nothing more will come of an ended
        // one.
        if (!(value as OperationValue).isTerminal) return;
        stop();
        leftHeard.delete(key);
      }

      function onListening(is: boolean): void {
        const wasHeard = isHeard;
        listen(is);
        if (wasHeard && !is && refusing !== key) onLost();
      }

      unwatch =
        connect(operation.endpoint)?.push.watch(operationAddress(operation, params), {
          onChange: ({ etag, body }) => take(body, etag),
          onListening,
        }) ?? unwatch;
      // What was known already may have ended it while it was being set up.
      if (isOver) unwatch();
      return stop;
    },
  };
}
