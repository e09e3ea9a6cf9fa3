import type { OperationValue } from "../../operations/OperationValue";
import type { ValueOf } from "../../operations/ValueOf";
import { operationAddress, operationId } from "../../operations/operationId";
import { parseOperation } from "../../operations/value/parseOperation";
import type { ClientPush } from "./ClientPush";
import { createPush, type Push } from "./createPush";
import type { PushedChange } from "./pushWire";

/** If a remounted operation, whose value counts as fresh, gets no push within this time, poll it, in ms. */
const PUSHED_AGAIN_WITHIN_MS = 5_000;

interface Connection {
  readonly push: Push;
  /** The order of the read that told the session. */
  order: number;
  session: string | null;
}

/**
 * Push for one client: operations and their values, over the streams of {@link createPush}.
 *
 * @param baseUrlOf The base URL of an endpoint. Only one that ends with its own name, `/api/longrun/layers`, can be a
 * relay's.
 * @param session The client's session.
 * @throws OperationError `INVALID_ID` when an operation to watch has an invalid id.
 */
export function createClientPush(baseUrlOf: (endpoint: string) => string, session?: string): ClientPush {
  const connections = new Map<string, Connection>();
  /** How many watchers of an operation get its pushes, by id. */
  const pushed = new Map<string, number>();
  /** Ids of operations that were pushed until their last watcher unmounted. */
  const pushedBefore = new Set<string>();
  /** The id of the operation whose refusal is being recorded: losing its push must not start another read. */
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
    isHeard: (operation, params) => pushed.has(operationId(operation, params)),
    noteRead(operation, params, { session: inSession, order }) {
      const connection = isClosed ? null : connect(operation.endpoint);
      if (connection === null) return false;
      const name = operationAddress(operation, params);
      if (inSession === undefined) {
        // A late answer to an earlier read must not bring back the session of then.
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
      pushed.clear();
      pushedBefore.clear();
    },
    watch(operation, params, { onValue, onLost }) {
      if (isClosed) return () => undefined;
      const key = operationId(operation, params);
      let unsubscribe = (): void => undefined;
      let isPushed = false;
      let isOver = false;
      const alarm =
        pushedBefore.delete(key) && !pushed.has(key)
          ? setTimeout(() => isClosed || onLost(), PUSHED_AGAIN_WITHIN_MS)
          : undefined;

      function countPushed(is: boolean): void {
        if (is === isPushed) return;
        isPushed = is;
        clearTimeout(alarm);
        const count = (pushed.get(key) ?? 0) + (is ? 1 : -1);
        if (count > 0) pushed.set(key, count);
        else pushed.delete(key);
      }

      function stop(): void {
        isOver = true;
        clearTimeout(alarm);
        if (isPushed) pushedBefore.add(key);
        countPushed(false);
        unsubscribe();
      }

      function receive({ body, etag }: PushedChange): void {
        let value: ValueOf<typeof operation>;
        try {
          value = parseOperation(operation, body, params, etag);
        } catch {
          // Pass over a change that can't be parsed: the next poll reports it, if its answer can't be parsed either.
          return;
        }
        clearTimeout(alarm);
        onValue(value);
        // A value of any operation is an OperationValue, which the generic hides. An ended one has no more changes.
        if (!(value as OperationValue).isTerminal) return;
        stop();
        pushedBefore.delete(key);
      }

      function onPushed(is: boolean): void {
        const wasPushed = isPushed;
        countPushed(is);
        if (wasPushed && !is && refusing !== key) onLost();
      }

      unsubscribe =
        connect(operation.endpoint)?.push.subscribe(operationAddress(operation, params), {
          onChange: receive,
          onPushed,
        }) ?? unsubscribe;
      // A change that was known already may have ended it meanwhile.
      if (isOver) unsubscribe();
      return stop;
    },
  };
}
