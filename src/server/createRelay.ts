import { OperationError } from "../operations/OperationError";
import { answerAction } from "./call/answerAction";
import { answerEvents, EVENTS_PATH } from "./call/answerEvents";
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
 * calls that `authorize` allows. It speaks `Request` and `Response` alone, so it runs wherever those do; for node:http
 * see `toNodeListener`.
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
  // Without a second argument: Next checks that the one it passes is of its own type.
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
      return send(errorAnswer(told(parts, call, requestId, error), requestId));
    }
  };
}

/** @throws OperationError at once or as a rejection. */
function answer(parts: RelayParts, call: RelayCall, requestId: string): RelayAnswer | Promise<RelayAnswer> {
  const { basePath, upstreams, closing } = parts;
  if (closing.isClosed) throw closed();
  if (!call.path.startsWith(`${basePath}/`)) throw noSuchCall();
  const path = call.path.slice(basePath.length);
  if (path === WEBHOOK_PATH && call.method === "POST")
    return answerWebhook(parts, webhookSecretOf(upstreams), call, requestId);
  if (path === EVENTS_PATH && call.method === "GET") return answerEvents(parts, call, requestId);
  const route = parts.routes.find(call.method, path);
  if (route === null)
    throw noSuchCall(upstreams.some(({ name }) => path.startsWith(`/${name}/`)) ? "NO_SUCH_CALL" : "NO_SUCH_UPSTREAM");
  if (route.kind === "invalid-id") {
    throw relayError(400, "INVALID_ID", 'an id in the path is not 1–128 letters, digits, "_" or "-".', {
      operation: route.operation.name,
    });
  }
  return route.kind === "read"
    ? answerRead(parts, call, route, requestId)
    : answerAction(parts, call, route, requestId);
}

/** @throws OperationError 404 where no webhooks are taken in. */
function webhookSecretOf(upstreams: readonly Upstream[]): string {
  const secret = upstreams.find(({ name }) => name === "layers")?.webhookSecret ?? null;
  if (secret === null) throw noSuchCall();
  return secret;
}

/**
 * The error that a visitor is told. A 5xx is for whoever runs the relay too; what a visitor did wrong is the visitor's
 * business.
 */
function told({ incidents }: RelayParts, call: RelayCall | null, requestId: string, error: unknown): OperationError {
  if (error instanceof OperationError) {
    if ((error.httpStatus ?? 500) >= 500) incidents.report(error.message, error.cause, requestId, error.operation);
    return error;
  }
  if (call === null || !hasLeft(call))
    incidents.report("an unexpected error; this is a bug, please report it", error, requestId);
  return relayFailed();
}

/** Whether nobody waits for the answer any more. What is passed for a Request may be anything. */
function hasLeft(call: RelayCall): boolean {
  try {
    return call.signal().aborted;
  } catch {
    return false;
  }
}
