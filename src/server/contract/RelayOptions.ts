import type { AnyOperation } from "../../operations/defineOperation";
import type { RelayCaller } from "./RelayCall";
import type { RelayIncident } from "./RelayIncident";
import type { RelayStore } from "../store/RelayStore";
import type { SettledEvent } from "./SettledEvent";

export type { RelayCaller, RelayIncident };

/** What somebody wants to do: look at an operation, or act on it. */
export type RelayAction = "read" | "cancel" | "request" | "create" | "payment_link";

/** One question to `authorize`. */
export interface AuthorizeRequest {
  /**
   * The request as it came, with its cookies and headers. Its body has been read already: see `input`. Under
   * `toNodeListener` it is made part by part as you look at it; where something insists on the platform's own, as `new
   * Request(request)` does, pass `request.clone()`.
   */
  readonly request: Request;
  /** The definition of what is asked about; compare its `name`, such as `layers.job`. */
  readonly operation: AnyOperation;
  /**
   * The ids in the path, such as `{ jobId }`; each is 1–128 letters, digits, `_` or `-`. Empty for a call that names
   * none.
   */
  readonly params: Readonly<Record<string, string>>;
  readonly action: RelayAction;
  /** What would be sent, validated, for an action; undefined for a read. */
  readonly input: unknown;
}

/**
 * Says whether a visitor may see or do something. Only `true` lets them through. `'unauthenticated'` answers 401 rather
 * than 403, at which a client whose `headers` is a function asks for fresh ones once. What it throws is answered with
 * 500 and told to nobody but `onError`.
 */
export type Authorize = (
  question: AuthorizeRequest,
) => boolean | "unauthenticated" | Promise<boolean | "unauthenticated">;

/** Layers, as the relay reaches it. */
export interface LayersUpstream {
  /** The secret key, `lp_…`. It stays in the relay. */
  readonly apiKey: string;
  /** @default "https://api.layers.com" */
  readonly baseUrl?: string | undefined;
  /** Signs the webhooks of Layers; with it the relay takes them in at `{basePath}/webhooks/layers`. */
  readonly webhookSecret?: string | undefined;
  /** The key's limit: 120 (standard), 1200 (pilot) or 6000 (partner). @default learned from `X-RateLimit-*` */
  readonly readsPerMinute?: number | undefined;
}

/** Tuco, as the relay reaches it. */
export interface TucoUpstream {
  /** The workspace key, `tuco_…`. It stays in the relay. */
  readonly apiKey: string;
  /** @default "https://app.tuco.ai" */
  readonly baseUrl?: string | undefined;
}

/** Any other service with operations of your own. */
export interface CustomUpstream {
  readonly baseUrl: string;
  /** Sent with every request to it, usually the key. A function is called for every request. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * Names the account that a `headers` function speaks for, such as `"acme-production"`: required beside a `store`, and
   * for nothing else. Relays on one store share answers and a budget where `baseUrl` and this are the same; the headers
   * themselves may be others at every request.
   */
  readonly account?: string | undefined;
  /**
   * Names of headers whose values are no secrets. An answer in which the value of any other header stands is withheld,
   * unless it is shorter than 8 characters; `accept…`, `content-…`, `user-agent`, `cache-control`, `prefer` and
   * `…-version` are known to hold none. @default none
   */
  readonly publicHeaders?: readonly string[] | undefined;
  /** What may be read there; nothing else can be. Each one's `endpoint` must be this upstream's name. */
  readonly operations: readonly AnyOperation[];
  /** The key's limit, in reads a minute. @default learned from `X-RateLimit-*`; without those no read is held back */
  readonly readsPerMinute?: number | undefined;
}

/** By the name that a definition gives as its `endpoint`. */
export interface RelayUpstreams {
  readonly layers?: LayersUpstream | undefined;
  readonly tuco?: TucoUpstream | undefined;
  readonly [name: string]: LayersUpstream | TucoUpstream | CustomUpstream | undefined;
}

/** Bounds of the relay's memory: of all that it keeps of operations, polled and pushed. */
export interface CacheLimits {
  /** Operations. @default 10000 */
  readonly maxEntries?: number | undefined;
  /**
   * Bytes, as the engine keeps them: two for each character of an answer that has one beyond Latin-1. Seven eighths are
   * for answers and refusals, and one for what is none (the key's budget, ids of events) and for what the relay goes on
   * with while its store is down. An answer larger than that is passed on and not kept. A `memoryStore` of your own has
   * a limit of its own. @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number | undefined;
}

/** Bounds of what is pushed to visitors over `{basePath}/events`. */
export interface PushOptions {
  /** Open streams of this relay. @default 10000 */
  readonly maxStreams?: number | undefined;
  /** Open streams of one visitor, as `visitorOf` names them; all tabs of a browser share one. @default 6 */
  readonly maxStreamsPerVisitor?: number | undefined;
  /** Operations on one stream. @default 100 */
  readonly maxWatches?: number | undefined;
  /** How often a silent stream shows that it is alive, in ms. @default 15000 */
  readonly heartbeatMs?: number | undefined;
  /** After this a stream is closed, and its visitor opens another with the cookies of then, in ms. @default 900000 */
  readonly maxAgeMs?: number | undefined;
}

export interface RelayOptions {
  readonly upstreams: RelayUpstreams;
  /** Required: there is no default that lets people in. */
  readonly authorize: Authorize;
  /**
   * Names who asks, such as a user's id, so that no visitor can use up what is there for all: streams, and reads of a
   * scarce key. Asked at most once for a request. Null, a throw, and whatever is no string count the visitor by the
   * default. @default the network address, an IPv6 one by its first 64 bits; behind a proxy that is the proxy's, so
   * give this there. Where no address is known (see `handle`) all visitors are one
   */
  readonly visitorOf?: ((request: Request) => string | null | Promise<string | null>) | undefined;
  /** Where the relay is mounted. @default "/api/longrun" */
  readonly basePath?: string | undefined;
  /**
   * Called for every operation that ends, once by this process, for work of your server's own: a mail, a row in a
   * database. Each relay on a store calls its own, one that is started anew begins anew, and one that is killed while
   * it runs does not run it again: make it so that a second time does nothing. What it throws goes to `onError`.
   */
  readonly onSettled?: ((event: SettledEvent) => void | Promise<void>) | undefined;
  /** What relays share; see `redisStore`. @default nothing is shared: the relay is alone */
  readonly store?: RelayStore | undefined;
  /**
   * How much is kept of what was read. The least recently used goes first, and what is pushed to somebody last; who is
   * pushed what had to go is told to poll.
   */
  readonly cache?: CacheLimits | undefined;
  /** Pushing changes to visitors. */
  readonly push?: PushOptions | undefined;
  /**
   * How long past its due time an answer may still be given, marked as stale, while the upstream is in trouble, in ms.
   * @default 300000
   */
  readonly staleForMs?: number | undefined;
  /**
   * How long an upstream may take, to the end of its body, in ms; also how long a visitor may take to send a body,
   * and how long `authorize` (500 after that) and `visitorOf` (the address counts then) are waited for. @default 10000
   */
  readonly timeoutMs?: number | undefined;
  /** The largest body a visitor may send, in bytes. @default 65536 */
  readonly maxRequestBytes?: number | undefined;
  /** The largest body taken from an upstream, in bytes. @default 1048576 */
  readonly maxResponseBytes?: number | undefined;
  /** Told of what visitors are not told. @default one line on `console.error` */
  readonly onError?: ((incident: RelayIncident) => void) | undefined;
  /** @default the global `fetch`, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** The relay: mount `handle` (or `GET` and `POST`) at its `basePath`. */
export interface Relay {
  /**
   * Answers one request. It never rejects: whatever goes wrong is an answer in the Layers error shape. Tells it who is
   * at the other end, where the platform knows: `relay.handle(request, { remoteAddress })`. Any other second argument,
   * as frameworks pass them, is passed over.
   */
  readonly handle: (request: Request, from?: RelayCaller | object) => Promise<Response>;
  /** The same as `handle`, for frameworks that export one function for each method. */
  readonly GET: (request: Request) => Promise<Response>;
  readonly POST: (request: Request) => Promise<Response>;
  /**
   * Closes the streams of events and reads no more by itself; what is under way is still answered, every later request
   * with 503.
   */
  readonly close: () => Promise<void>;
}
