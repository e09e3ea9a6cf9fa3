import type { Reply } from "./Reply";

/** A text response for platforms without `Response`: jsdom has none, and Jest removes Node's. */
export function plainResponse({ status, headers, body }: Reply, truncated: boolean, url: string): Response {
  const text = async (): Promise<string> => {
    if (truncated) throw new TypeError("terminated");
    return body;
  };
  const json = async (): Promise<unknown> => JSON.parse(await text());
  const plain: Partial<Response> = {
    status,
    ok: status >= 200 && status < 300,
    statusText: "",
    headers: new Headers(headers),
    url,
    redirected: false,
    type: "basic",
    text,
    json,
  };
  // The members left out are for streams and binary data, which the services never send.
  return plain as Response;
}
