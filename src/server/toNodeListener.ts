import { callOfNode, type NodeIncoming } from "./callOfNode";
import type { RelayAnswer, RelayCore } from "./RelayCall";
import { relayCores } from "./relayCores";
import type { Relay } from "./RelayOptions";

/** What of node:http's `ServerResponse` is used. */
export interface NodeOutgoing {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): { end(chunk?: string): unknown };
  write(chunk: Uint8Array): boolean;
  end(chunk?: string): unknown;
  destroy(): unknown;
  once(event: string, listener: () => void): unknown;
  removeListener(event: string, listener: () => void): unknown;
}

/**
 * The relay as a listener for node:http, and for what is built on it. It goes before body parsers where webhooks are received, since a
 * signature is over the bytes; calls of browsers also work behind one.
 *
 * @example
 * http.createServer(toNodeListener(relay)).listen(3000);
 * app.use("/api/longrun", toNodeListener(relay)); // Express
 * fastify.all("/api/longrun/*", (request, reply) => { // Fastify
 *   reply.hijack();
 *   toNodeListener(relay)(Object.assign(request.raw, { body: request.body }), reply.raw);
 * });
 */
export function toNodeListener(relay: Relay): (incoming: NodeIncoming, outgoing: NodeOutgoing) => void {
  const core: RelayCore = relayCores.get(relay) ?? throughFetch(relay);
  return (incoming, outgoing) => {
    const gone = new GoneAway(outgoing);
    const call = callOfNode(incoming, () => gone.signal());
    if (call === null) {
      outgoing.writeHead(400, { "content-type": "text/plain" });
      outgoing.end("Bad request");
      return;
    }
    core(call)
      .then((answer) => writeAnswer(answer, outgoing, gone))
      // The core answers whatever goes wrong; what is left is a connection that broke while it was written to.
      .catch(() => outgoing.destroy());
  };
}

/** A relay that was wrapped, to log or to count, has only its public face. */
function throughFetch(relay: Relay): RelayCore {
  return async (call) => {
    const response = await relay.handle(call.request(), { remoteAddress: call.remoteAddress ?? undefined });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body };
  };
}

function writeAnswer(answer: RelayAnswer, outgoing: NodeOutgoing, gone: GoneAway): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (body === null || typeof body === "string") {
    if (outgoing.destroyed) return undefined;
    // With its length the answer is one packet; without, it is sent in chunks.
    if (body === null) outgoing.writeHead(status, headers).end();
    else outgoing.writeHead(status, { ...headers, "content-length": String(byteLength(body)) }).end(body);
    return undefined;
  }
  outgoing.writeHead(status, headers);
  return writeStream(body, outgoing, gone);
}

async function writeStream(body: ReadableStream<Uint8Array>, outgoing: NodeOutgoing, gone: GoneAway): Promise<void> {
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  gone.signal().addEventListener("abort", stop, { once: true });
  if (gone.signal().aborted) stop();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.end();
}

/** Resolves when more can be written, or never will. */
function drained(outgoing: NodeOutgoing): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      outgoing.removeListener("drain", go);
      outgoing.removeListener("close", go);
      resolve();
    };
    outgoing.once("drain", go);
    outgoing.once("close", go);
  });
}

/** A signal for a visitor who goes away, made only when somebody asks for it. */
class GoneAway {
  readonly #outgoing: NodeOutgoing;
  #controller: AbortController | null = null;

  constructor(outgoing: NodeOutgoing) {
    this.#outgoing = outgoing;
  }

  signal(): AbortSignal {
    if (this.#controller === null) {
      const controller = new AbortController();
      const abort = (): void => {
        if (!this.#outgoing.writableEnded) controller.abort(new DOMException("The visitor went away.", "AbortError"));
      };
      if (this.#outgoing.destroyed) abort();
      else this.#outgoing.once("close", abort);
      this.#controller = controller;
    }
    return this.#controller.signal;
  }
}

/** What runs node:http has `Buffer`, which counts without copying. */
function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
