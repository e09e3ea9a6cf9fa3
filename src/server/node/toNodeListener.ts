import { OperationError } from "../../operations/error/OperationError";
import { callOfNode } from "./callOfNode";
import { VisitorConnection } from "./VisitorConnection";
import type { NodeIncoming } from "./NodeIncoming";
import type { NodeOutgoing } from "./NodeOutgoing";
import type { RelayAnswer, RelayCall, RelayCore } from "../contract/RelayCall";
import { relayCores } from "../contract/relayCores";
import { errorAnswer, newRequestId, noSuchCall, relayFailed } from "../contract/relayError";
import type { Relay } from "../contract/RelayOptions";
import { writeStream } from "./writeStream";

/**
 * The relay as a listener for node:http and frameworks on it. Mount it before body parsers if you receive webhooks,
 * whose signatures are over the raw bytes; calls of browsers also work behind one.
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
  const core: RelayCore = relayCores.get(relay) ?? coreOfWrapped(relay);
  return (incoming, outgoing) => {
    // A connection that breaks emits an error, which would end the process without a listener.
    incoming.on("error", ignore);
    outgoing.on("error", ignore);
    const connection = new VisitorConnection(outgoing, incoming.socket);
    const signal = (): AbortSignal => connection.signal();
    core(
      () => callOfNode(incoming, signal),
      (answer) => writeAnswer(answer, outgoing, connection),
    )
      // Not even an error could be sent, most likely because the connection broke during the write.
      .catch(() => outgoing.destroy());
  };
}

function ignore(): void {}

/** The core handler of a wrapped relay, which has only the public `handle`. */
function coreOfWrapped(relay: Relay): RelayCore {
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

/** The request with its body, for the relay behind the wrapper. */
function wholeRequest(call: RelayCall): Request {
  const { url, method, headers } = call.request();
  if (method !== call.method) throw noSuchCall();
  // `Request` refuses a body for these.
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal: call.signal() });
  // The platform requires `duplex` for a streamed body; its types lack it.
  return new Request(url, { method, headers, signal: call.signal(), body: call.body(), duplex: "half" } as RequestInit);
}

/** The wrapper is the application's, so its failure goes to the console and not to `onError`. */
function wrapperFailed(error: unknown): OperationError {
  console.error("longrun relay: what wraps the relay's handle() failed.", error);
  return relayFailed();
}

function writeAnswer(
  answer: RelayAnswer,
  outgoing: NodeOutgoing,
  connection: VisitorConnection,
): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (body === null || typeof body === "string") {
    if (outgoing.destroyed) return undefined;
    // With a length the answer is one packet; without, it is sent in chunks.
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
  return writeStream(body, outgoing, connection.signal());
}

/** `Buffer` counts without copying, and exists wherever node:http does. */
function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
