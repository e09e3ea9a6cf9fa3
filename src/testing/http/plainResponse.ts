import type { Reply } from "./Reply";

/**
 * What a `Response` of text has, for where the platform has none: jsdom knows no `fetch`, and Jest takes away Node's.
 */
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
  // What is left out of the type is for streams and binary data, which the services don't answer with.
  return plain as Response;
}
