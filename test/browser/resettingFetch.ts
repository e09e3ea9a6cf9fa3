import { request } from "node:http";
import { Readable } from "node:stream";

/**
 * GETs over a separate connection, which is reset when `signal` aborts, as when a visitor's machine disappears. `fetch`
 * only closes the connection. workerd alone does not notice that before it has something to send; Cloudflare's network
 * in front of it does.
 */
export function resettingFetch(
  url: string,
  { headers = {}, signal }: { readonly headers?: Record<string, string>; readonly signal: AbortSignal },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, headers }, (incoming) => {
      incoming.once("error", () => undefined);
      resolve(
        new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, {
          status: incoming.statusCode ?? 0,
          headers: incoming.headers as Record<string, string>,
        }),
      );
    });
    outgoing.once("error", reject);
    signal.addEventListener("abort", () => outgoing.socket?.resetAndDestroy(), { once: true });
    outgoing.end();
  });
}
