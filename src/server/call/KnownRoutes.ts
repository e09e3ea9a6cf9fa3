import { LruMap } from "../store/LruMap";
import { ownText, textBytes } from "../store/textBytes";
import { matchRoute, type Route } from "./matchRoute";
import type { Upstream } from "../upstream/Upstream";

/** What was found lately need not be looked for again. */
const REMEMBERED = { maxEntries: 10_000, maxBytes: 4 * 1_048_576 };
/** What a route takes beside its path and its ids, in bytes. */
const ROUTE_BYTES = 512;

/** The routes of a relay. */
export class KnownRoutes {
  readonly #upstreams: readonly Upstream[];
  readonly #reads = new LruMap<Route>({ ...REMEMBERED, sizeOf: (_, path) => ROUTE_BYTES + 3 * textBytes(path) });

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** As {@link matchRoute} finds it. */
  find(method: string, path: string): Route | null {
    if (method !== "GET") return matchRoute(this.#upstreams, method, path);
    const known = this.#reads.get(path);
    if (known !== undefined) return known;
    // Both a path and the ids in it outlive the request, whose query may be long.
    const kept = ownText(path);
    const route = matchRoute(this.#upstreams, method, kept);
    if (route?.kind === "read") this.#reads.set(kept, route);
    return route;
  }
}
