import type { Exchange } from "./createExchange";
import type { Reply } from "./Reply";

/** Only the path of a URL matters, so a relative one may be resolved against anything. */
const ANY_ORIGIN = "http://simulator.invalid";

/** A `fetch` that asks the simulator and nobody else. */
export function simulatedFetch(exchange: Exchange): typeof globalThis.fetch {
  return async (input, init) => {
    const { signal: ownSignal, ...rest } = init ?? {};
    const fromRequest = typeof input === "object" && "headers" in input;
    const url = new URL(fromRequest ? input.url : String(input), ANY_ORIGIN);
    // Without the signal: jsdom's own kind of it would be refused. It is listened to below.
    const request = fromRequest ? new Request(input, rest) : new Request(url, rest);
    const signal = ownSignal ?? (fromRequest ? input.signal : undefined);
    signal?.throwIfAborted();
    const body = request.body === null ? "" : await request.text();
    const exchanged = await exchange({ method: request.method, path: url.pathname, headers: request.headers, body }, signal);
    // The words of Chromium and of Node differ; that it is a TypeError is what they share.
    if (exchanged === "dropped") throw new TypeError("fetch failed");
    return response(exchanged.reply, exchanged.truncated, url.href);
  };
}

function response({ status, headers, body }: Reply, truncated: boolean, url: string): Response {
  const isEmpty = status === 204 || status === 205 || status === 304;
  const made = new Response(isEmpty ? null : truncated ? brokenOff(body) : body, { status, headers });
  // A response made by hand has no URL; one that was fetched has.
  return Object.defineProperty(made, "url", { value: url });
}

function brokenOff(body: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new TypeError("terminated"));
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length / 2));
    },
  });
}
