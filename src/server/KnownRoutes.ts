import { LruMap } from "./LruMap";
import { matchRoute, type Route } from "./matchRoute";
import type { Upstream } from "./Upstream";

/** What was found lately need not be looked for again. Only what exists is remembered: nobody can fill it with nonsense. */
const REMEMBERED = 10_000;

/** The routes of a relay. */
export class KnownRoutes {
  readonly #upstreams: readonly Upstream[];
  readonly #reads = new LruMap<Route>({ maxEntries: REMEMBERED, maxBytes: Number.POSITIVE_INFINITY }, () => 0);

  constructor(upstreams: readonly Upstream[]) {
    this.#upstreams = upstreams;
  }

  /** As {@link matchRoute} finds it. */
  find(method: string, path: string): Route | null {
    if (method !== "GET") return matchRoute(this.#upstreams, method, path);
    const known = this.#reads.get(path);
    if (known !== undefined) return known;
    const route = matchRoute(this.#upstreams, method, path);
    if (route?.kind === "read") this.#reads.set(path, route);
    return route;
  }
}
