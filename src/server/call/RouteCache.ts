import { LruMap, ownText, textBytes } from "../store/LruMap";
import { matchRoute, type Route } from "./matchRoute";
import type { Upstream } from "../upstream/Upstream";

const LIMITS = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** The size of a route without its path and ids, in bytes. */
const ROUTE_BYTES = 512;

/** Finds the routes of a relay, and keeps those of recent reads. */
export class RouteCache {
  readonly #upstreams: readonly Upstream[];
  readonly #reads = new LruMap<Route>({ ...LIMITS, sizeOf: (_, path) => ROUTE_BYTES + 3 * textBytes(path) });

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** See {@link matchRoute}. */
  find(method: string, path: string): Route | null {
    if (method !== "GET") return matchRoute(this.#upstreams, method, path);
    const cached = this.#reads.get(path);
    if (cached !== undefined) return cached;
    // A copy: the path and its ids outlive the request, and a substring would keep the whole URL in memory.
    const ownPath = ownText(path);
    const route = matchRoute(this.#upstreams, method, ownPath);
    if (route?.kind === "read") this.#reads.set(ownPath, route);
    return route;
  }
}
