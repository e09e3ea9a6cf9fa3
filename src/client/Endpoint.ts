/** The address that operations are read from, and the headers sent there. */
export interface Endpoint {
  /** Absolute, or relative to the page; without a query. Usually the relay: `/api/longrun/layers`. */
  readonly baseUrl: string;
  /**
   * Sent with every request. A function is called for every request, so a short-lived token is always the current one;
   * after a 401 it is called once more, for all requests that were refused together.
   *
   * On a server that acts for visitors, make a client for each request: headers fetched after a 401 are shared by all
   * requests of a client.
   *
   * Never put a provider's secret key here in code that reaches a browser: that is what the relay is for.
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * Stands for this endpoint in query keys. Set it when two tenants share one `baseUrl` (so that neither sees the
   * other's data), or when a server and its browsers reach the same relay by different URLs (so that what was
   * prefetched is found). @default baseUrl
   */
  readonly scope?: string | undefined;
  /** The key's limit, in reads a minute. @default learned from `X-RateLimit-*` */
  readonly readsPerMinute?: number | undefined;
}

/** The path that the relay is mounted at by default. */
export const DEFAULT_BASE_PATH: string = "/api/longrun";

/** The endpoint as configured, without its trailing slash; by default the relay's of the same name. */
export function endpointNamed(name: string, endpoints: Readonly<Record<string, Endpoint>>): NamedEndpoint {
  const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  const baseUrl = endpoint?.baseUrl.replace(/\/+$/, "") ?? `${DEFAULT_BASE_PATH}/${name}`;
  return { ...endpoint, baseUrl, isRelay: endpoint === undefined, mayBeRelay: baseUrl.endsWith(`/${name}`) };
}

/** An endpoint that a client asks. */
export interface NamedEndpoint extends Endpoint {
  /** Whether it is the default one, where only the relay can answer. */
  readonly isRelay: boolean;
  /**
   * Whether it ends as the relay's endpoints do, with the endpoint's name; any other is taken for the service itself.
   */
  readonly mayBeRelay: boolean;
}

/** @throws TypeError when an endpoint can't work */
export function assertEndpoint(name: string, endpoint: Endpoint): void {
  const problem = problemWith(endpoint);
  if (problem !== null) throw new TypeError(`createLongrunClient: endpoints.${name}: ${problem}`);
}

function problemWith(endpoint: Endpoint): string | null {
  if (typeof endpoint !== "object" || endpoint === null) return "must be { baseUrl, headers? }.";
  const { baseUrl, headers, readsPerMinute } = endpoint;
  // One slash: "//host" would be another server.
  if (
    typeof baseUrl !== "string" ||
    !(/^\/(?!\/)/.test(baseUrl) || (/^https?:\/\//i.test(baseUrl) && isUrl(baseUrl)))
  ) {
    return 'baseUrl must be absolute ("https://…") or start with "/".';
  }
  if (/[?#\s\\]/.test(baseUrl)) return "baseUrl must have no query, no fragment and no white space.";
  if (/^https?:\/\/[^/]*@/i.test(baseUrl))
    return "baseUrl must hold no user name and no password, which fetch refuses. Use headers.";
  if (typeof headers !== "function" && !areHeaders(headers))
    return "headers must be an object, a Headers, a list or a function, with names and values that can be sent.";
  if (readsPerMinute !== undefined && !(readsPerMinute >= 1)) return "readsPerMinute must be 1 or more.";
  return null;
}

/** URL.canParse, which React Native lacks. */
function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== "";
  } catch {
    return false;
  }
}

/** Checked before any request: an error there would quote the header that it can't take, and a key may be in it. */
function areHeaders(headers: HeadersInit | undefined): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}
