import { request } from "node:http";
import { Readable } from "node:stream";

/**
 * GETs over a connection of its own, which is reset when `signal` aborts: as when a visitor's machine goes away. By
 * itself workerd takes no notice of one that is merely closed, as `fetch` does, before it has something to send;
 * Cloudflare's network, before it, does.
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
