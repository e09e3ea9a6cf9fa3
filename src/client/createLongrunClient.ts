import { operationId } from "../operations/operationId";
import { assertDelay } from "../polling/assertDelay";
import { isDevelopment } from "../polling/isDevelopment";
import { ClientWork } from "./ClientWork";
import { assertEndpoint, endpointNamed } from "./Endpoint";
import { EndpointSession } from "./EndpointSession";
import type { LongrunClient, LongrunClientOptions } from "./LongrunClient";
import { createOperationReader, RecentWrites } from "./createOperationReader";
import { lazyPush } from "./push/lazyPush";

/**
 * Makes the client that hooks and `waitFor` ask through. Without options it asks the relay at `/api/longrun`, which
 * needs no key.
 *
 * @throws TypeError when an endpoint can't work, RangeError when `timeoutMs` can't be waited for. A build with
 * `NODE_ENV` set to `production` leaves these checks out.
 * @example
 * const headers = async () => ({ authorization: `Bearer ${await getToken()}` });
 * const client = createLongrunClient({ endpoints: { layers: { baseUrl: "/api/longrun/layers", headers } } });
 * <LongrunProvider client={client}>…</LongrunProvider>
 */
export function createLongrunClient(options: LongrunClientOptions = {}): LongrunClient {
  if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production") assertOptions(options);
  const { endpoints = {}, timeoutMs = 15_000, now = Date.now, session: user } = options;
  const sessions = new Map<string, EndpointSession>();
  const writes = new RecentWrites(now);
  const work = new ClientWork();
  const push = options.push ? lazyPush((endpoint) => sessionOf(endpoint).endpoint.baseUrl, user) : null;
  const read = createOperationReader({ sessionOf, push, writes });

  function sessionOf(name: string): EndpointSession {
    let session = sessions.get(name);
    if (!session) {
      session = new EndpointSession(endpointNamed(name, endpoints), {
        fetch: () => options.fetch ?? globalThis.fetch,
        timeoutMs,
        now,
      });
      sessions.set(name, session);
    }
    return session;
  }

  return {
    read: (operation, params, readOptions = {}) =>
      work.run(operation.name, readOptions.signal, (signal) => read(operation, params, { ...readOptions, signal })),
    request: (endpoint, request) =>
      work.run(request.operation, request.signal, (signal) => sessionOf(endpoint).request({ ...request, signal })),
    now,
    touch: (operation, params) => writes.record(operationId(operation, params)),
    touchedAt: (operation, params) => writes.lastAtMs(operationId(operation, params)),
    push,
    close() {
      work.close();
      push?.close();
      writes.clear();
    },
    get isClosed() {
      return work.isClosed;
    },
    scopeOf(endpoint) {
      const { scope, baseUrl } = sessionOf(endpoint).endpoint;
      // No URL and no scope that is a name has a line break in it.
      return (scope ?? baseUrl) + (user === undefined ? "" : `\n${user}`);
    },
    share: (operation, params, cadenceMs, updateCount) =>
      sessionOf(operation.endpoint).gate.share(operationId(operation, params), cadenceMs, updateCount),
  };
}

let defaultClient: LongrunClient | undefined;

/**
 * The client of apps that configure none: it asks the relay at `/api/longrun`. One for a page, so that all its polls
 * share a budget.
 */
export function defaultLongrunClient(): LongrunClient {
  if (defaultClient === undefined || defaultClient.isClosed) defaultClient = createLongrunClient();
  return defaultClient;
}

/** @throws TypeError or RangeError for options that can't work */
function assertOptions({ endpoints = {}, timeoutMs, session }: LongrunClientOptions): void {
  if (timeoutMs !== undefined) assertDelay("createLongrunClient: timeoutMs", timeoutMs);
  if (session !== undefined && (typeof session !== "string" || session === ""))
    throw new TypeError("createLongrunClient: session must be a user's id, as text.");
  for (const [name, endpoint] of Object.entries(endpoints)) assertEndpoint(name, endpoint);
}
