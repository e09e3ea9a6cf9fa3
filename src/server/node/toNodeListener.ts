import { OperationError } from "../../operations/OperationError";
import { callOfNode } from "./callOfNode";
import { GoneAway } from "./GoneAway";
import type { NodeIncoming } from "./NodeIncoming";
import type { NodeOutgoing } from "./NodeOutgoing";
import type { RelayAnswer, RelayCall, RelayCore } from "../contract/RelayCall";
import { relayCores } from "../contract/relayCores";
import { errorAnswer, newRequestId, noSuchCall, relayFailed } from "../contract/relayError";
import type { Relay } from "../contract/RelayOptions";
import { writeStream } from "./writeStream";

/**
 * The relay as a listener for node:http, and for what is built on it. It goes before body parsers where webhooks are
 * received, since a signature is over the bytes; calls of browsers also work behind one.
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
    // A connection that breaks off, or that is written to after that, must not end the process: an error event that
    // nobody hears does.
    incoming.on("error", ignore);
    outgoing.on("error", ignore);
    const gone = new GoneAway(outgoing, incoming.socket);
    const signal = (): AbortSignal => gone.signal();
    core(
      () => callOfNode(incoming, signal),
      (answer) => writeAnswer(answer, outgoing, gone),
    )
      // What can't be told even with an error: most likely a connection that broke while it was written to.
      .catch(() => outgoing.destroy());
  };
}

function ignore(): void {}

/** A relay that was wrapped, to log or to count, has only its public face. */
function throughFetch(relay: Relay): RelayCore {
  return async (open, send) => {
    try {
      const call = open();
      const { status, headers, body } = await relay.handle(wholeRequest(call), {
        remoteAddress: call.remoteAddress ?? undefined,
      });
      return send({ status, headers: Object.fromEntries(headers), body });
    } catch (error) {
      return send(errorAnswer(error instanceof OperationError ? error : wrapperFailed(error), newRequestId()));
    }
  };
}

/** With its body, which `authorize` is not to read, and the relay behind the wrapper is. */
function wholeRequest(call: RelayCall): Request {
  const { url, method, headers } = call.request();
  if (method !== call.method) throw noSuchCall();
  // The platform refuses a body for these, and the relay has no use for one.
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal: call.signal() });
  // Whoever streams a body has to say so; the types do not know of it.
  return new Request(url, { method, headers, signal: call.signal(), body: call.body(), duplex: "half" } as RequestInit);
}

/** What wraps a relay is not ours, and neither is its log. */
function wrapperFailed(error: unknown): OperationError {
  console.error("longrun relay: what wraps the relay's handle() failed.", error);
  return relayFailed();
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
  try {
    outgoing.writeHead(status, headers);
  } catch (error) {
    body.cancel().catch(() => undefined);
    throw error;
  }
  return writeStream(body, outgoing, gone.signal());
}

/** What runs node:http has `Buffer`, which counts without copying. */
function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
