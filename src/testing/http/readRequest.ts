import type { SimulatedRequest } from "./Reply";

/** Only a URL's path matters, so a relative URL may be resolved against any origin. */
const ANY_ORIGIN = "http://simulator.invalid";

/** Reads the arguments of a call of `fetch`. @throws TypeError for arguments that `fetch` would refuse */
export async function readRequest(
  input: string | URL | Request,
  init: RequestInit,
): Promise<{ readonly request: SimulatedRequest; readonly url: URL }> {
  const given = typeof input === "object" && "headers" in input ? input : undefined;
  const url = new URL(given?.url ?? String(input), ANY_ORIGIN);
  // jsdom has no Request, and Jest removes Node's.
  if (typeof Request === "undefined") {
    return {
      url,
      request: {
        method: init.method ?? "GET",
        path: url.pathname,
        headers: new Headers(init.headers),
        body: textOf(init.body),
      },
    };
  }
  const request = new Request(given ?? url, init);
  return {
    url,
    request: {
      method: request.method,
      path: url.pathname,
      headers: request.headers,
      body: request.body === null ? "" : await request.text(),
    },
  };
}

function textOf(body: BodyInit | null = null): string {
  if (body === null) return "";
  if (typeof body === "string" || body instanceof URLSearchParams) return String(body);
  throw new TypeError("simulator.fetch: where there is no global Request, as in jsdom, a body must be a string.");
}
