import type { AnyOperation, OperationValue, ParamsOf, ValueOf } from "../operations/defineOperation";
import { OperationError } from "../operations/OperationError";
import { assertDelay } from "../polling/assertDelay";
import { isDevelopment } from "../polling/isDevelopment";
import { operationId } from "../operations/operationId";
import { buildPath } from "../operations/operationPath";
import { invalidResponse, parseOperation } from "../operations/parseOperation";
import type { ClientPush } from "./push/ClientPush";
import { ClientWork } from "./ClientWork";
import { assertEndpoint, endpointNamed, type Endpoint } from "./Endpoint";
import { EndpointSession, type SessionRequest } from "./EndpointSession";
import type { Answer } from "./http/exchange";
import { isRefusal } from "./http/isRefusal";
import { lazyPush } from "./push/lazyPush";
import { SESSION_HEADER, WANTS_SESSION } from "./http/sessionHeader";

export interface LongrunClientOptions {
  /** By the name that a definition gives as its `endpoint`. @default the relay at `/api/longrun/NAME` */
  readonly endpoints?: Readonly<Record<string, Endpoint>> | undefined;
  /** @default the global `fetch`, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long one request may take, to the end of its body, in ms. @default 15000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Whether changes are heard from the relay as well, over one connection for all operations and all tabs of the page's
   * origin. While it is open, what the hooks watch is polled once a minute only; when it is not, at the usual pace. The
   * relay knows a visitor by cookies here, since `EventSource` sends no other headers. @default false
   */
  readonly push?: boolean | undefined;
  /**
   * Whose client this is: a user's id. Tabs share a connection for pushed changes only with tabs of the same session,
   * and query keys hold it, so that one user's data is never found under another's. Give a server that prefetches for
   * the page the same. @default one for all
   */
  readonly session?: string | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export interface ReadOptions<O extends AnyOperation> {
  readonly signal?: AbortSignal | undefined;
  /** The last value. Its `ETag` is sent, and on a 304 this very object comes back. */
  readonly known?: ValueOf<O> | undefined;
  /** How old an answer of the relay's cache may be, in seconds. @default as old as the relay's own pace lets it get */
  readonly maxAgeSeconds?: number | undefined;
  /** How close two reads of this operation may be, in ms, at most 1000. @default 1000 */
  readonly gapMs?: number | undefined;
}

/** How the hooks ask; one for an app. It knows the endpoints and keeps each one's read budget. */
export interface LongrunClient {
  /** Asks once about one operation. @throws OperationError */
  read<O extends AnyOperation>(operation: O, params: ParamsOf<O>, options?: ReadOptions<O>): Promise<ValueOf<O>>;
  /**
   * Sends one request to an endpoint, past its read budget; for actions. @throws OperationError for all but a 2xx and a
   * 304
   */
  request(endpoint: string, request: SessionRequest): Promise<Answer>;
  /**
   * Notes that an operation was just made or acted on: for a few seconds a 404 may only mean that the server's readers
   * lag behind.
   */
  touch(operation: AnyOperation, params: Readonly<Record<string, string>>): void;
  /** When that was, in ms since the epoch; `-Infinity` when it was not. */
  touchedAt(operation: AnyOperation, params: Readonly<Record<string, string>>): number;
  /** What stands for an endpoint in query keys. */
  scopeOf(endpoint: string): string;
  /** The delay an operation gets that would like `cadenceMs`, so that all under one key stay within its limit. */
  share(
    operation: AnyOperation,
    params: Readonly<Record<string, string>>,
    cadenceMs: number,
    updateCount: number,
  ): number;
  readonly now: () => number;
  /** What is heard without asking; null unless the client was made with `push`. */
  readonly push: ClientPush | null;
  /**
   * Ends all that is under way (requests, the connection for pushed changes, its channel and lock, timers) for good,
   * and forgets what was heard: at sign-out. Later reads reject with `CLOSED`.
   */
  close(): void;
  readonly isClosed: boolean;
}

/** How long after a write a 404 may still come from a reader that lags behind. */
const READ_AFTER_WRITE_MS = 10_000;
const TOUCH_TTL_MS = 60_000;

/**
 * Makes the client that hooks and `waitFor` ask through. Without options it asks the relay at `/api/longrun`, which
 * needs no key.
 *
 * @throws TypeError when an endpoint can't work, RangeError when `timeoutMs` can't be waited for. A build with
 * `NODE_ENV` set to `production` leaves these checks out.
 * @example
 * const client = createLongrunClient({
 *   endpoints: { layers: { baseUrl: "/api/longrun/layers", headers: async () => ({ authorization: `Bearer ${await
 * getToken()}` }) } }, });
 * <LongrunProvider client={client}>…</LongrunProvider>
 */
export function createLongrunClient(options: LongrunClientOptions = {}): LongrunClient {
  const { endpoints = {}, timeoutMs = 15_000, now = Date.now, session: whose } = options;
  if (isDevelopment() && process.env.NODE_ENV !== "production") {
    assertDelay("createLongrunClient: timeoutMs", timeoutMs);
    if (whose !== undefined && (typeof whose !== "string" || whose === ""))
      throw new TypeError("createLongrunClient: session must be a user's id, as text.");
    for (const [name, endpoint] of Object.entries(endpoints)) assertEndpoint(name, endpoint);
  }
  const sessions = new Map<string, EndpointSession>();
  const touches = new Map<string, number>();
  const work = new ClientWork();
  const push = options.push ? lazyPush((endpoint) => session(endpoint).endpoint.baseUrl, whose) : null;
  let reads = 0;

  function session(name: string): EndpointSession {
    let found = sessions.get(name);
    if (!found) {
      found = new EndpointSession(endpointNamed(name, endpoints), {
        fetch: () => options.fetch ?? globalThis.fetch,
        timeoutMs,
        now,
      });
      sessions.set(name, found);
    }
    return found;
  }

  function touchedAt(operation: AnyOperation, params: Readonly<Record<string, string>>): number {
    return touches.get(operationId(operation, params)) ?? Number.NEGATIVE_INFINITY;
  }

  function touch(operation: AnyOperation, params: Readonly<Record<string, string>>): void {
    const nowMs = now();
    for (const [key, atMs] of touches) if (nowMs - atMs > TOUCH_TTL_MS) touches.delete(key);
    touches.set(operationId(operation, params), nowMs);
  }

  function read<O extends AnyOperation>(
    operation: O,
    params: ParamsOf<O>,
    options: ReadOptions<O> = {},
  ): Promise<ValueOf<O>> {
    return work.run(operation.name, options.signal, (signal) => readWithin(operation, params, { ...options, signal }));
  }

  async function readWithin<O extends AnyOperation>(
    operation: O,
    params: ParamsOf<O>,
    options: ReadOptions<O>,
    isAgain = false,
  ): Promise<ValueOf<O>> {
    const { signal, known, gapMs, maxAgeSeconds } = options;
    const path = buildPath(operation.name, operation.path, params);
    const key = operationId(operation, params);
    const asked = session(operation.endpoint);
    await asked.gate.turn({ key, isPoll: known !== undefined, signal, gapMs });
    // A value of this operation, as its type says; generics hide that from the compiler.
    const etag = (known as OperationValue | undefined)?.etag;
    const heard = isRelays(asked.endpoint, operation.endpoint) ? push : null;
    const order = (reads += 1);
    const headers = {
      ...(etag && { "if-none-match": etag }),
      ...(maxAgeSeconds && { "cache-control": `max-age=${maxAgeSeconds}` }),
      ...(heard && { [WANTS_SESSION]: "1" }),
    };
    try {
      const answer = await asked.request({ operation: operation.name, path, method: "GET", headers, signal });
      if (!heard?.noteRead(operation, params, { session: answer.headers.get(SESSION_HEADER), order })) {
        const value = valueOf(operation, params, answer, etag ? known : undefined);
        if ((value as OperationValue).isTerminal) asked.gate.forget(key);
        return value;
      }
    } catch (error) {
      if (!(error instanceof OperationError) || error.retryable) throw error;
      if (
        error.code !== "RELAY_NOT_FOUND" &&
        error.httpStatus === 404 &&
        now() - touchedAt(operation, params) < READ_AFTER_WRITE_MS
      )
        throw new OperationError({ ...error, message: error.message, retryable: true });
      asked.gate.forget(key);
      if (isRefusal(error)) heard?.noteRead(operation, params, { session: undefined, order });
      throw withMistake(error, () => operation.mistakenIds?.(params));
    }
    // The answer is for whoever was signed in before: it is asked once more, as whoever is now.
    if (!isAgain) return readWithin(operation, params, options, true);
    throw new OperationError({
      code: "CONFLICT",
      operation: operation.name,
      retryable: true,
      message: `${operation.name}: somebody else signed in while it was read. Ask again.`,
    });
  }

  return {
    read,
    request: (endpoint, request) =>
      work.run(request.operation, request.signal, (signal) => session(endpoint).request({ ...request, signal })),
    now,
    touch,
    touchedAt,
    push,
    close() {
      work.close();
      push?.close();
      touches.clear();
    },
    get isClosed() {
      return work.isClosed;
    },
    scopeOf(endpoint) {
      const { scope, baseUrl } = session(endpoint).endpoint;
      // No URL and no scope that is a name has a line break in it.
      return (scope ?? baseUrl) + (whose === undefined ? "" : `\n${whose}`);
    },
    share: (operation, params, cadenceMs, updateCount) =>
      session(operation.endpoint).gate.share(operationId(operation, params), cadenceMs, updateCount),
  };
}

/** Tells of ids that look like another thing's, where the server did not know what to make of them. */
function withMistake(error: OperationError, mistakeOf: () => string | undefined): OperationError {
  if (isDevelopment() && process.env.NODE_ENV !== "production") {
    const mistake = ["NOT_FOUND", "REQUEST_REFUSED"].includes(error.code) ? mistakeOf() : undefined;
    if (mistake !== undefined)
      return new OperationError({
        ...error,
        message: `${error.message} The ${mistake}.`,
        details: error.details ?? { mistake },
        cause: error.cause,
      });
  }
  return error;
}

/** Whether an endpoint can be a relay's: it ends with its own name, `/api/longrun/layers`. */
function isRelays({ baseUrl }: Endpoint, name: string): boolean {
  return baseUrl.endsWith(`/${name}`);
}

function valueOf<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  answer: Answer,
  known: ValueOf<O> | undefined,
): ValueOf<O> {
  if (answer.status === 304) {
    if (known === undefined) throw invalidResponse(operation, "it is a 304 that nobody asked for");
    return known;
  }
  if (answer.body === undefined) throw invalidResponse(operation, "it is not JSON");
  return parseOperation(operation, answer.body, params, answer.headers.get("etag") ?? undefined);
}
