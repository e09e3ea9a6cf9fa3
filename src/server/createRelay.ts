import { OperationError } from "../operations/OperationError";
import { buildPath } from "../operations/operationPath";
import { askUpstream, type UpstreamOptions } from "./askUpstream";
import { authorizeCall } from "./authorizeCall";
import { checkRelayOptions } from "./checkRelayOptions";
import { IncidentReporter } from "./IncidentReporter";
import { matchRoute, type Route } from "./matchRoute";
import { actionName, readInput } from "./readInput";
import { callOf, responseOf, type RelayAnswer, type RelayCall, type RelayCore } from "./RelayCall";
import { relayCores } from "./relayCores";
import { errorAnswer, relayError } from "./relayError";
import type { Relay, RelayOptions } from "./RelayOptions";
import { assertSameOriginJson } from "./sameOrigin";
import { Secrets } from "./Secrets";
import { headersToUpstream } from "./travellingHeaders";
import { visitorAnswer } from "./visitorAnswer";

/**
 * Makes the relay: it stands between browsers and the services, holds the keys, and lets through only the documented calls that
 * `authorize` allows. It speaks `Request` and `Response` alone, so it runs wherever those do; for node:http see `toNodeListener`.
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
  const secrets = new Secrets();
  const { upstreams, basePath } = checkRelayOptions(options, secrets);
  const { timeoutMs = 10_000, maxRequestBytes = 65_536, maxResponseBytes = 1_048_576 } = options;
  const upstreamOptions: UpstreamOptions = { fetch: () => options.fetch ?? globalThis.fetch, timeoutMs, maxResponseBytes, secrets };
  const incidents = new IncidentReporter(options.onError, secrets);
  const closing = new AbortController();

  async function answer(call: RelayCall, requestId: string): Promise<RelayAnswer> {
    if (closing.signal.aborted) throw relayError(503, "CLOSED", "the relay is shutting down.", { retryAfterMs: 1_000 });
    const route = call.path.startsWith(`${basePath}/`) ? matchRoute(upstreams, call.method, call.path.slice(basePath.length)) : null;
    if (route === null) throw relayError(404, "NOT_FOUND", "there is no such call.");
    if (route.kind === "invalid-id") {
      throw relayError(400, "INVALID_ID", 'an id in the path is not 1–128 letters, digits, "_" or "-".', { operation: route.operation.name });
    }
    return route.kind === "read" ? await read(call, route, requestId) : await act(call, route, requestId);
  }

  async function read(call: RelayCall, route: Route & { kind: "read" }, requestId: string): Promise<RelayAnswer> {
    const { upstream, operation, params } = route;
    await authorizeCall(options.authorize, call, { operation, params, action: "read", input: undefined });
    const path = buildPath(operation.name, operation.path, params);
    const headers = headersToUpstream(call.header, "read");
    const signal = AbortSignal.any([call.signal(), closing.signal]);
    const answered = await askUpstream({ upstream, operation: operation.name, path, method: "GET", headers, signal }, upstreamOptions);
    return visitorAnswer(operation.name, answered, requestId);
  }

  async function act(call: RelayCall, route: Route & { kind: "action" }, requestId: string): Promise<RelayAnswer> {
    assertSameOriginJson(call);
    const { upstream, operation, params, action } = route;
    const input = await readInput(call, action, params, { maxRequestBytes, timeoutMs });
    await authorizeCall(options.authorize, call, { operation, params, action: actionName(action, input), input });
    const path = buildPath(operation.name, action.path, params);
    const headers = headersToUpstream(call.header, "action");
    // Once sent, an action runs to its end: a visitor who goes away would leave nobody knowing whether it was done.
    const answered = await askUpstream(
      { upstream, operation: operation.name, path, method: "POST", headers, body: JSON.stringify(input), signal: closing.signal },
      upstreamOptions,
    );
    return visitorAnswer(operation.name, answered, requestId);
  }

  const core: RelayCore = async (call) => {
    const requestId = `req_${crypto.randomUUID().replaceAll("-", "")}`;
    try {
      return await answer(call, requestId);
    } catch (error) {
      // A 5xx is for whoever runs the relay; what a visitor did wrong is the visitor's business.
      if (!(error instanceof OperationError)) {
        if (!call.signal().aborted) incidents.report("an unexpected error; this is a bug, please report it", error, requestId);
        return errorAnswer(relayError(500, "SERVER_ERROR", "the relay failed."), requestId);
      }
      if ((error.httpStatus ?? 500) >= 500) incidents.report(error.message, error.cause, requestId, error.operation);
      return errorAnswer(error, requestId);
    }
  };

  const handle = async (request: Request): Promise<Response> => responseOf(await core(callOf(request)));
  const relay: Relay = {
    handle,
    GET: handle,
    POST: handle,
    close: async () => {
      closing.abort(relayError(503, "CLOSED", "the relay is shutting down.", { retryAfterMs: 1_000 }));
    },
  };
  relayCores.set(relay, core);
  return relay;
}
