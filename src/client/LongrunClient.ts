import type { AnyOperation, ParamsOf } from "../operations/Operation";
import type { ValueOf } from "../operations/ValueOf";
import type { Endpoint } from "./Endpoint";
import type { SessionRequest } from "./EndpointSession";
import type { Answer } from "./http/exchange";
import type { ClientPush } from "./push/ClientPush";

export interface LongrunClientOptions {
  /** By the name that a definition gives as its `endpoint`. @default the relay at `/api/longrun/NAME` */
  readonly endpoints?: Readonly<Record<string, Endpoint>> | undefined;
  /** @default the global `fetch`, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long one request may take, to the end of its body, in ms. @default 15000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Whether the relay pushes changes as well, over one connection for all operations and all tabs of the page's origin.
   * While it is open, the hooks poll their operations once a minute only; when it is not, at the usual pace. The relay
   * knows a visitor by cookies here, since `EventSource` sends no other headers. @default false
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

/** Sends the requests of hooks and `waitFor`; one for an app. It knows the endpoints and their read budgets. */
export interface LongrunClient {
  /** Reads one operation once. @throws OperationError */
  read<O extends AnyOperation>(operation: O, params: ParamsOf<O>, options?: ReadOptions<O>): Promise<ValueOf<O>>;
  /**
   * Sends one request to an endpoint, past its read budget; for actions. @throws OperationError for all but a 2xx and a
   * 304
   */
  request(endpoint: string, request: SessionRequest): Promise<Answer>;
  /**
   * Records that an operation was just made or acted on: for a few seconds a 404 may only mean that the server's
   * readers lag behind.
   */
  touch(operation: AnyOperation, params: Readonly<Record<string, string>>): void;
  /** When that was, in ms since the epoch; `-Infinity` when it was not. */
  touchedAt(operation: AnyOperation, params: Readonly<Record<string, string>>): number;
  /** Stands for an endpoint in query keys. */
  scopeOf(endpoint: string): string;
  /** The delay of an operation whose cadence is `cadenceMs`, so that all under one key stay within its limit. */
  share(
    operation: AnyOperation,
    params: Readonly<Record<string, string>>,
    cadenceMs: number,
    updateCount: number,
  ): number;
  readonly now: () => number;
  /** The push subscriptions; null unless the client was made with `push`. */
  readonly push: ClientPush | null;
  /**
   * Ends all that is under way (requests, the connection for pushed changes, its channel and lock, timers) for good,
   * and forgets what was pushed: at sign-out. Later reads reject with `CLOSED`.
   */
  close(): void;
  readonly isClosed: boolean;
}
