import { LruMap, ownText, textBytes } from "../store/LruMap";
import { ACTION_HEADER } from "../../client/http/sessionHeader";
import type { RelayCall } from "../contract/RelayCall";
import { matchRoute, type Route } from "./matchRoute";
import type { Upstream } from "../upstream/Upstream";

const LIMITS = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** The size of a route without its path and ids, in bytes. */
const ROUTE_BYTES = 512;

/** Finds the routes of a relay, and keeps those of recent reads. */
export class RouteCache {
  readonly #upstreams: readonly Upstream[];
  /** Whether any template has a query; where none has, the query of a request is not even parsed. */
  readonly #hasQueries: boolean;
  readonly #reads = new LruMap<Route>({ ...LIMITS, sizeOf: (_, path) => ROUTE_BYTES + 3 * textBytes(path) });

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
    const paths = upstreams.flatMap(({ operations, actions }) => [...operations, ...actions].map(({ path }) => path));
    this.#hasQueries = paths.some((path) => path.includes("?"));
  }

  /** The route of a visitor's request. @param path Below the relay's base path. See {@link matchRoute}. */
  routeOf(call: Pick<RelayCall, "method" | "query" | "header">, path: string): Route | null {
    const query = this.#hasQueries ? call.query().toString() : "";
    if (call.method === "GET") return this.findRead(path, query);
    const actionName = call.header(ACTION_HEADER);
    return matchRoute(this.#upstreams, { method: call.method, path, query, actionName });
  }

  /** The route of a read. */
  findRead(path: string, query: string): Route | null {
    const key = query === "" ? path : `${path}?${query}`;
    const cached = this.#reads.get(key);
    if (cached !== undefined) return cached;
    // A copy: the path and its ids outlive the request, and a substring would keep the whole URL in memory.
    const ownKey = ownText(key);
    const ownPath = ownKey.slice(0, path.length);
    const route = matchRoute(this.#upstreams, { method: "GET", path: ownPath, query, actionName: null });
    if (route?.kind === "read") this.#reads.set(ownKey, route);
    return route;
  }
}
