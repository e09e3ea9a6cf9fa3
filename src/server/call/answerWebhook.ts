import { isValidId } from "../../operations/path/isValidId";
import { updateFromEvent, type OperationUpdate } from "../webhook/EventSettler";
import { readBody } from "./readInput";
import { targetOf } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import { OWN_HEADERS, relayError } from "../contract/relayError";
import type { RelayParts } from "./RelayParts";
import { assertSignature, verifyLayersWebhook } from "../webhook/verifyLayersWebhook";

/** Path for the webhooks of Layers, below the base path. */
export const WEBHOOK_PATH = "/webhooks/layers";

const MAX_EVENT_BYTES = 262_144;
/** How long the id of an event is kept. Layers signs each retry anew, so a repeat may come long after the first try. */
const EVENT_ID_TTL_MS = 7 * 86_400_000;

/** Receives a webhook of Layers: verifies it, applies it once, and answers 2xx as soon as its update is stored. */
export async function answerWebhook(
  parts: RelayParts,
  secret: string,
  call: RelayCall,
  requestId: string,
): Promise<RelayAnswer> {
  const { store, now, incidents, limits } = parts;
  const signature = call.header("x-layers-signature");
  // Checked before the body is read: a request without a signature is not waited for.
  assertSignature(signature);
  const payload = await readBody(call, { ...limits, maxRequestBytes: MAX_EVENT_BYTES }, "layers.webhook");
  const event = await verifyLayersWebhook({ payload, signature, secret, now });
  // An event's fields are shown, stored and published, as an upstream's answer is, so they must hold no key either.
  if (parts.upstreamOptions.secrets.isIn(payload))
    throw relayError(502, "INVALID_RESPONSE", "the event held a key of the relay's, so it was withheld.", {
      operation: "layers.webhook",
    });
  // By the id in the body, which is signed; the header `X-Layers-Event-Id` is not.
  const fingerprint = await parts.upstreams.find(({ webhookSecret }) => webhookSecret === secret)?.fingerprint;
  const name = `event:{${fingerprint}}:${event.id}`;
  if ((await store.get([name])) === "done") return received(requestId);
  try {
    const update = updateFromEvent(event);
    if (update !== null) await apply(parts, update);
  } catch (error) {
    incidents.report(
      `the event ${event.id} could not be taken in; Layers will send it again`,
      error,
      requestId,
      "layers.webhook",
    );
    throw error;
  }
  // Only now: if the relay is killed before, the next try must not count as a repeat. Two tries at the same time are
  // both applied, which has the effect of one.
  await store.set(name, "done", EVENT_ID_TTL_MS);
  return received(requestId);
}

async function apply(
  { upstreams, settler, cache }: RelayParts,
  { operation, params, fields, isCertain }: OperationUpdate,
): Promise<void> {
  const upstream = upstreams.find(({ operations }) => operations.includes(operation));
  const ids = idsOf(params) ?? cache.findByParams(operation, params)?.params;
  if (upstream === undefined || ids === undefined) return;
  await settler.settle(targetOf(upstream, operation, ids), fields, isCertain);
}

/** The ids that an event names, if they are valid and none is missing. */
function idsOf(params: Readonly<Record<string, unknown>>): Record<string, string> | null {
  const ids: Record<string, string> = {};
  for (const [name, id] of Object.entries(params)) {
    if (!isValidId(id)) return null;
    ids[name] = id;
  }
  return ids;
}

function received(requestId: string): RelayAnswer {
  return {
    status: 200,
    headers: { ...OWN_HEADERS, "cache-control": "no-store", "x-request-id": requestId },
    body: '{"received":true}',
  };
}
