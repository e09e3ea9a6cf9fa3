import { isValidId } from "../../operations/operationPath";
import { layersNews, type EventNews } from "../webhook/layersNews";
import { readText } from "./readInput";
import { targetOf } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import { OWN_HEADERS, relayError } from "../contract/relayError";
import type { RelayParts } from "./RelayParts";
import { assertSignature, verifyLayersWebhook } from "../webhook/verifyLayersWebhook";

/** Where Layers posts its events, below the base path. */
export const WEBHOOK_PATH = "/webhooks/layers";

const MAX_EVENT_BYTES = 262_144;
/** Layers signs anew at every retry, so a repeat may come long after the first try. */
const REMEMBERED_MS = 7 * 86_400_000;

/** Answers a webhook of Layers: verified, once, and with 2xx as soon as its news is kept. */
export async function answerWebhook(
  parts: RelayParts,
  secret: string,
  call: RelayCall,
  requestId: string,
): Promise<RelayAnswer> {
  const { store, now, incidents, limits } = parts;
  const signature = call.header("x-layers-signature");
  // Before its body: what nobody can have signed is not waited for.
  assertSignature(signature);
  const payload = await readText(call, { ...limits, maxRequestBytes: MAX_EVENT_BYTES }, "layers.webhook");
  const event = await verifyLayersWebhook({ payload, signature, secret, now });
  // What it tells is shown, kept and published, as an upstream's answer is.
  if (parts.upstreamOptions.secrets.isIn(payload))
    throw relayError(502, "INVALID_RESPONSE", "the event held a key of the relay's, so it was withheld.", {
      operation: "layers.webhook",
    });
  // By the id that was signed; the header `X-Layers-Event-Id` was not.
  const fingerprint = await parts.upstreams.find(({ webhookSecret }) => webhookSecret === secret)?.fingerprint;
  const name = `event:{${fingerprint}}:${event.id}`;
  if ((await store.get([name])) === "done") return received(requestId);
  try {
    const news = layersNews(event);
    if (news !== null) await take(parts, news);
  } catch (error) {
    incidents.report(
      `the event ${event.id} could not be taken in; Layers will send it again`,
      error,
      requestId,
      "layers.webhook",
    );
    throw error;
  }
  // Not before: a relay that is killed in between must not have the next try taken for a repeat. Two tries at once are
  // both taken in, which does no more than one.
  await store.set(name, "done", REMEMBERED_MS);
  return received(requestId);
}

async function take(
  { upstreams, settler, cache }: RelayParts,
  { operation, params, fields, isCertain }: EventNews,
): Promise<void> {
  const upstream = upstreams.find(({ operations }) => operations.includes(operation));
  const ids = idsOf(params) ?? cache.findByParams(operation, params)?.params;
  if (upstream === undefined || ids === undefined) return;
  await settler.settle(targetOf(upstream, operation, ids), fields, isCertain);
}

/** The ids of an event if it names all of them, as ids are. */
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
