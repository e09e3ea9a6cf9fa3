import type { AnyOperation } from "../../operations/Operation";
import type { RelayCaller } from "./RelayCall";
import type { RelayIncident } from "./RelayIncident";
import type { RelayStore } from "../store/RelayStore";
import type { SettledEvent } from "./SettledEvent";

export type { RelayCaller, RelayIncident };

/** A call that a visitor makes: a read of an operation, or an action. */
export type RelayAction = "read" | "cancel" | "request" | "create" | "payment_link" | (string & Record<never, never>);

/** The call that `authorize` decides on. */
export interface AuthorizeRequest {
  /**
   * The request with its cookies and headers. Its body has been read already: see `input`. Under `toNodeListener` it is
   * a proxy that makes each part when you read it; pass `request.clone()` to code that needs the platform's own, such
   * as `new Request(request)`.
   */
  readonly request: Request;
  /** The operation's definition; compare its `name`, such as `layers.job`. */
  readonly operation: AnyOperation;
  /**
   * The ids in the path, such as `{ jobId }`; each is 1–128 letters, digits, `_` or `-`. Empty for a call without ids.
   */
  readonly params: Readonly<Record<string, string>>;
  readonly action: RelayAction;
  /** The validated body of an action; undefined for a read. */
  readonly input: unknown;
}

/**
 * Says whether a visitor may see or do something. Only `true` lets them through. `'unauthenticated'` answers 401 rather
 * than 403, at which a client whose `headers` is a function asks for fresh ones once. If it throws, the visitor gets a
 * 500, and `onError` the error.
 */
export type Authorize = (
  question: AuthorizeRequest,
) => boolean | "unauthenticated" | Promise<boolean | "unauthenticated">;

/** How the relay reaches Layers. */
export interface LayersUpstream {
  /** The secret key, `lp_…`. It stays in the relay. */
  readonly apiKey: string;
  /** @default "https://api.layers.com" */
  readonly baseUrl?: string | undefined;
  /** The secret that signs the webhooks of Layers; with it the relay receives them at `{basePath}/webhooks/layers`. */
  readonly webhookSecret?: string | undefined;
  /** The key's limit: 120 (standard), 1200 (pilot) or 6000 (partner). @default learned from `X-RateLimit-*` */
  readonly readsPerMinute?: number | undefined;
}

/** How the relay reaches Tuco. */
export interface TucoUpstream {
  /** The workspace key, `tuco_…`. It stays in the relay. */
  readonly apiKey: string;
  /** @default "https://app.tuco.ai" */
  readonly baseUrl?: string | undefined;
}

/** A service with operations of your own. */
export interface CustomUpstream {
  readonly baseUrl: string;
  /** Sent with every request to it, usually the key. A function is called for every request. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * Names the account that a `headers` function speaks for, such as `"acme-production"`. Required with a `store`, and
   * refused where `headers` are fixed. Relays on one store share answers and a budget if `baseUrl` and this are the
   * same; the headers themselves may differ from request to request.
   */
  readonly account?: string | undefined;
  /**
   * Names of headers whose values are no secrets. An answer that contains the value of any other header is withheld,
   * unless the value is shorter than 8 characters; `accept…`, `content-…`, `user-agent`, `cache-control`, `prefer` and
   * `…-version` are known to hold none. @default none
   */
  readonly publicHeaders?: readonly string[] | undefined;
  /** The only operations that may be read there. Each one's `endpoint` must be this upstream's name. */
  readonly operations: readonly AnyOperation[];
  /** The key's limit, in reads a minute. @default learned from `X-RateLimit-*`; without those no read is held back */
  readonly readsPerMinute?: number | undefined;
}

/** Upstreams by name, which a definition gives as its `endpoint`. */
export interface RelayUpstreams {
  readonly layers?: LayersUpstream | undefined;
  readonly tuco?: TucoUpstream | undefined;
  readonly [name: string]: LayersUpstream | TucoUpstream | CustomUpstream | undefined;
}

/** Bounds of the relay's memory for operations, polled and pushed. */
export interface CacheLimits {
  /** Operations. @default 10000 */
  readonly maxEntries?: number | undefined;
  /**
   * Bytes, as the engine keeps them: two for each character of an answer that has one beyond Latin-1. Seven eighths are
   * for answers and refusals, one eighth for other state (budgets, ids of events) and for the stand-in of a store that
   * is down. A larger answer is passed on and not cached. A `memoryStore` of your own has its own limit.
   * @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number | undefined;
}

/** Bounds of the push streams at `{basePath}/events`. */
export interface PushOptions {
  /** Open streams of this relay. @default 10000 */
  readonly maxStreams?: number | undefined;
  /** Open streams of one visitor, as `visitorOf` names them; all tabs of a browser share one. @default 6 */
  readonly maxStreamsPerVisitor?: number | undefined;
  /** Operations on one stream. @default 100 */
  readonly maxWatches?: number | undefined;
  /** How often an idle stream sends a heartbeat, in ms. @default 15000 */
  readonly heartbeatMs?: number | undefined;
  /** The longest life of a stream, in ms; its visitor then opens another, with the cookies of then. @default 900000 */
  readonly maxAgeMs?: number | undefined;
}

export interface RelayOptions {
  readonly upstreams: RelayUpstreams;
  /** Required: there is no default that lets people in. */
  readonly authorize: Authorize;
  /**
   * Names the visitor, such as by a user's id, so that no visitor can use up the streams, or the reads of a scarce key,
   * that are there for all. Called at most once for a request. If it throws, or gives null or anything but a string,
   * the default holds. @default the network address, an IPv6 one by its first 64 bits. Behind a proxy that is the
   * proxy's own, so give this there. Without an address (see `handle`) all visitors count as one
   */
  readonly visitorOf?: ((request: Request) => string | null | Promise<string | null>) | undefined;
  /** Where the relay is mounted. @default "/api/longrun" */
  readonly basePath?: string | undefined;
  /**
   * Called once by this process for every operation that ends, for work of your server: a mail, a row in a database.
   * Each relay on a store calls its own, a restarted relay may call it again, and one that is killed while it runs does
   * not repeat it: make it idempotent. What it throws goes to `onError`.
   */
  readonly onSettled?: ((event: SettledEvent) => void | Promise<void>) | undefined;
  /** The store that relays share; see `redisStore`. @default none: the relay is alone */
  readonly store?: RelayStore | undefined;
  /**
   * Bounds of the cache. The least recently used entry is evicted first, entries that are pushed to somebody last;
   * their subscribers are told to poll.
   */
  readonly cache?: CacheLimits | undefined;
  /** Pushing changes to visitors. */
  readonly push?: PushOptions | undefined;
  /**
   * How long after its due time a cached answer may still be given, marked as stale, while the upstream fails, in ms.
   * @default 300000
   */
  readonly staleForMs?: number | undefined;
  /**
   * Timeout in ms of a read of the upstream, to the end of its body; of a visitor's body; of `authorize` (answered with
   * 500 after that); and of `visitorOf` (the address counts after that). @default 10000
   */
  readonly timeoutMs?: number | undefined;
  /** The largest body a visitor may send, in bytes. @default 65536 */
  readonly maxRequestBytes?: number | undefined;
  /** The largest body of an upstream's answer, in bytes. @default 1048576 */
  readonly maxResponseBytes?: number | undefined;
  /** Called with every failure that visitors get no details of. @default one line on `console.error` */
  readonly onError?: ((incident: RelayIncident) => void) | undefined;
  /** @default the global `fetch`, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** The relay: mount `handle` (or `GET` and `POST`) at its `basePath`. */
export interface Relay {
  /**
   * Answers one request. It never rejects: a failure is an answer in the Layers error shape. Give it the caller's
   * address where the platform knows it: `relay.handle(request, { remoteAddress })`. Any other second argument, such as
   * frameworks pass, is ignored.
   */
  readonly handle: (request: Request, from?: RelayCaller | object) => Promise<Response>;
  /** The same as `handle`, for frameworks that export one function for each method. */
  readonly GET: (request: Request) => Promise<Response>;
  readonly POST: (request: Request) => Promise<Response>;
  /**
   * Closes the push streams and stops polling. Requests under way are still answered; later ones get a 503.
   */
  readonly close: () => Promise<void>;
}
