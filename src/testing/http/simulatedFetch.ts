import type { Exchange } from "./createExchange";
import { plainResponse } from "./plainResponse";
import { readRequest } from "./readRequest";
import type { Reply } from "./Reply";

/** A `fetch` that asks only the simulator. */
export function simulatedFetch(exchange: Exchange): typeof globalThis.fetch {
  return async (input, init) => {
    // The Request is made without the signal, since Node's Request refuses jsdom's; the exchange gets the signal.
    const { signal: ownSignal, ...rest } = init ?? {};
    const signal = ownSignal ?? (typeof input === "object" && "signal" in input ? input.signal : undefined);
    signal?.throwIfAborted();
    const { request, url } = await readRequest(input, rest);
    const exchanged = await exchange(request, signal);
    // Chromium and Node word this differently, but both throw a TypeError.
    if (exchanged === "dropped") throw new TypeError("fetch failed");
    return response(exchanged.reply, exchanged.truncated, url.href);
  };
}

function response(reply: Reply, truncated: boolean, url: string): Response {
  if (typeof Response === "undefined") return plainResponse(reply, truncated, url);
  const { status, headers, body } = reply;
  const isEmpty = status === 204 || status === 205 || status === 304;
  const made = new Response(isEmpty ? null : truncated ? brokenOff(body) : body, { status, headers });
  // A constructed Response has an empty `url`, a fetched one has its own.
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
