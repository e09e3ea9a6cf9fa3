import { askForGrant } from "./askForGrant";
import { pushWire } from "../../client/push/pushWire";
import { sseEvents } from "../push/Subscription";
import type { SubscriptionRequest } from "../push/Subscription";
import type { Target } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import { closed, relayError } from "../contract/relayError";
import type { RelayParts } from "./RelayParts";
import { ASKED_AT_ONCE, type StreamSlot } from "../push/PushHub";

/** How long a visitor who has too many streams is to wait before trying again, in ms. */
const TOO_MANY_RETRY_MS = 30_000;

interface NamedTarget {
  readonly name: string;
  readonly target: Target;
}

/** Answers `GET {basePath}/events?watch=…&watch=…` with a stream of server-sent events, which `pushWire` describes. */
export async function answerEvents(parts: RelayParts, call: RelayCall, requestId: string): Promise<RelayAnswer> {
  const targets = targetsOf(parts, call);
  const visitor = await parts.visitors.nameOf(call);
  const slot = parts.hub.slots.acquire(visitor);
  if (slot === "too many of this visitor") parts.visitors.reportRefusal(call);
  if (typeof slot === "string")
    throw relayError(429, "TOO_MANY_STREAMS", `there are ${slot}. Poll instead.`, { retryAfterMs: TOO_MANY_RETRY_MS });
  const release = (): void => slot.release();
  const signal = call.signal();
  signal.addEventListener("abort", release, { once: true });
  if (signal.aborted) release();
  try {
    return await answerWithStream(parts, call, slot, visitor, targets, requestId);
  } catch (error) {
    slot.release();
    throw error;
  }
}

/** @throws OperationError 400 or 404 where not all can be watched on one stream. */
function targetsOf(parts: RelayParts, call: RelayCall): readonly NamedTarget[] {
  const names = [...new Set(call.query().getAll(pushWire.watchParameter))];
  const { maxWatches } = parts.pushLimits;
  if (names.length === 0 || names.length > maxWatches)
    throw relayError(400, "INVALID_WATCH", `name 1–${maxWatches} operations, each as ?watch=layers/v1/jobs/job_1.`, {
      details: { maxWatches },
    });
  return names.map((name) => ({ name, target: targetNamed(parts, name) }));
}

function targetNamed({ routes }: RelayParts, name: string): Target {
  const [path = "", query = ""] = name.split("?");
  const route = name.startsWith("/") ? null : routes.findRead(`/${path}`, query);
  if (route?.kind === "invalid-id")
    throw relayError(400, "INVALID_ID", 'an id to watch is not 1–128 letters, digits, "_" or "-".', {
      operation: route.operation.name,
    });
  if (route?.kind !== "read") throw relayError(404, "NOT_FOUND", "there is no such operation to watch.");
  return route.target;
}

async function answerWithStream(
  parts: RelayParts,
  call: RelayCall,
  slot: StreamSlot,
  visitor: string,
  targets: readonly NamedTarget[],
  requestId: string,
): Promise<RelayAnswer> {
  const ask = (some: readonly NamedTarget[]): Promise<(SubscriptionRequest | null)[]> =>
    Promise.all(some.map((one) => requestFor(parts, call, slot, visitor, one)));
  const first = await ask(targets.slice(0, ASKED_AT_ONCE));
  // A visitor who may see nothing of the first ones is not worth a hundred questions.
  if (first.every((request) => request === null)) throw relayError(403, "FORBIDDEN", "none of this is allowed.");
  const requests = [...first, ...(await ask(targets.slice(ASKED_AT_ONCE)))];
  const session = await parts.sessions.tagOf(call);
  if (parts.closing.isClosed) throw closed();

  const writer = parts.hub.subscribe(
    requests.filter((request) => request !== null),
    slot,
    session,
    call.header("last-event-id"),
    call.signal(),
  );
  for (const [index, { name }] of targets.entries())
    if (requests[index] === null) writer.send(name, () => sseEvents.unwatched(name));
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      // nginx would buffer the events.
      "x-accel-buffering": "no",
    },
    body: writer.body,
  };
}

/** The request to watch one operation; null where the application says no. */
async function requestFor(
  parts: RelayParts,
  call: RelayCall,
  slot: StreamSlot,
  visitor: string,
  { name, target }: NamedTarget,
): Promise<SubscriptionRequest | null> {
  const ask: SubscriptionRequest["ask"] = () => askForGrant(parts, call, slot, target);
  const grant = await ask();
  if (grant === null) return null;
  // Without its body, which may be large: the stream may be open for long.
  const granted = grant.answer && { etag: grant.answer.etag, answeredAtMs: grant.answer.answeredAtMs };
  return { name, target, visitor, granted, ask };
}
