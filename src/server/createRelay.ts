import type { AnyOperation } from "../operations/Operation";
import { OperationError } from "../operations/error/OperationError";
import { answerAction } from "./call/answerAction";
import { pushWire } from "../client/push/pushWire";
import { answerEvents } from "./call/answerEvents";
import { answerRead } from "./call/answerRead";
import { answerWebhook, WEBHOOK_PATH } from "./call/answerWebhook";
import { callOfRequest, responseOf } from "./call/callOfRequest";
import type { RelayAnswer, RelayCall, RelayCore } from "./contract/RelayCall";
import { relayCores } from "./contract/relayCores";
import { closed, errorAnswer, newRequestId, noSuchCall, relayError, relayFailed } from "./contract/relayError";
import type { Relay, RelayOptions } from "./contract/RelayOptions";
import { relayParts, type RelayParts } from "./call/RelayParts";
import type { Upstream } from "./upstream/Upstream";

/**
 * Makes the relay: it stands between browsers and the services, holds the keys, and lets through only the documented
 * calls that `authorize` allows. It takes a `Request` and gives a `Response`, so it runs wherever those exist; for
 * node:http see `toNodeListener`.
 *
 * @throws TypeError when an option can't work; the message says which and why.
 * @example
 * const relay = createRelay({
 *   upstreams: { layers: { apiKey: process.env.LAYERS_API_KEY } },
 *   authorize: async ({ request, params }) => mayWatch(await userOf(request), params.jobId),
 * });
 * export const { GET, POST } = relay; // app/api/longrun/[...path]/route.ts
 */
export function createRelay(options: RelayOptions): Relay {
  const parts = relayParts(options);
  const core = coreOf(parts);
  const handle: Relay["handle"] = (request, from) => core(() => callOfRequest(request, from), responseOf);
  // One parameter only: Next checks the type of a second one against its own.
  const handleAlone: Relay["GET"] = (request) => handle(request);
  const relay: Relay = {
    handle,
    GET: handleAlone,
    POST: handleAlone,
    close: async () => parts.closing.close(),
  };
  relayCores.set(relay, core);
  return relay;
}

function coreOf(parts: RelayParts): RelayCore {
  return async (open, send) => {
    const requestId = newRequestId();
    let call: RelayCall | null = null;
    try {
      call = open();
      return send(await answer(parts, call, requestId));
    } catch (error) {
      return send(errorAnswer(errorFor(parts, call, requestId, error), requestId));
    }
  };
}

/** @throws OperationError synchronously or as a rejection. */
function answer(parts: RelayParts, call: RelayCall, requestId: string): RelayAnswer | Promise<RelayAnswer> {
  const { basePath, upstreams, closing } = parts;
  if (closing.isClosed) throw closed();
  if (!call.path.startsWith(`${basePath}/`)) throw noSuchCall();
  const path = call.path.slice(basePath.length);
  if (path === WEBHOOK_PATH && call.method === "POST")
    return answerWebhook(parts, webhookSecretOf(upstreams), call, requestId);
  if (path === pushWire.path && call.method === "GET") return answerEvents(parts, call, requestId);
  const route = parts.routes.routeOf(call, path);
  if (route === null)
    throw noSuchCall(upstreams.some(({ name }) => path.startsWith(`/${name}/`)) ? "NO_SUCH_CALL" : "NO_SUCH_UPSTREAM");
  if (route.kind === "invalid-id") {
    throw relayError(400, "INVALID_ID", `an id in the path is not ${shapeOf(route.operation)}.`, {
      operation: route.operation.name,
    });
  }
  return route.kind === "read"
    ? answerRead(parts, call, route, requestId)
    : answerAction(parts, call, route, requestId);
}

/** The shape that an operation's ids have to have, in words. */
function shapeOf({ ids }: AnyOperation): string {
  return ids === undefined ? '1–128 letters, digits, "_" or "-"' : "as its definition says";
}

/** @throws OperationError 404 where no webhook secret is configured. */
function webhookSecretOf(upstreams: readonly Upstream[]): string {
  const secret = upstreams.find(({ name }) => name === "layers")?.webhookSecret ?? null;
  if (secret === null) throw noSuchCall();
  return secret;
}

/** The error that a visitor is answered with. A 5xx is also reported to `onError`; a visitor's own mistake is not. */
function errorFor(
  { incidents }: RelayParts,
  call: RelayCall | null,
  requestId: string,
  error: unknown,
): OperationError {
  if (error instanceof OperationError) {
    if ((error.httpStatus ?? 500) >= 500) incidents.report(error.message, error.cause, requestId, error.operation);
    return error;
  }
  if (call === null || !hasLeft(call))
    incidents.report("an unexpected error; this is a bug, please report it", error, requestId);
  return relayFailed();
}

/** Whether the visitor has gone away. A stand-in for a `Request` may lack a signal, or throw. */
function hasLeft(call: RelayCall): boolean {
  try {
    return call.signal().aborted;
  } catch {
    return false;
  }
}
