import { askForGrant } from "./askForGrant";
import { unwatchedEvent } from "../push/EventStream";
import type { Watch } from "../push/PushedStream";
import type { Target } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import { closed, relayError } from "../contract/relayError";
import type { RelayParts } from "./RelayParts";
import { ASKED_AT_ONCE, type StreamSlot } from "../push/StreamSlots";

/** Path of the push stream, below the base path. */
export const EVENTS_PATH = "/events";

/** `Retry-After` for a visitor who has too many streams, in ms. */
const TOO_MANY_RETRY_MS = 30_000;

/**
 * Answers `GET {basePath}/events?watch=layers/v1/jobs/job_1&watch=…` with a stream of server-sent events: `change` with
 * the known answer of each operation and with every new one, `unwatched` for an operation that has to be polled after
 * all, `ready` once all known answers have been sent.
 */
export async function answerEvents(parts: RelayParts, call: RelayCall, requestId: string): Promise<RelayAnswer> {
  const names = [...new Set(call.query().getAll("watch"))];
  const { maxWatches } = parts.pushLimits;
  if (names.length === 0 || names.length > maxWatches)
    throw relayError(400, "INVALID_WATCH", `name 1–${maxWatches} operations, each as ?watch=layers/v1/jobs/job_1.`);
  const targets = names.map((name) => [name, targetNamed(parts, name)] as const);
  const visitor = await parts.visitors.nameOf(call);
  const slot = parts.hub.slots.take(visitor);
  if (slot === "too many of this visitor") parts.visitors.reportRefusal(call);
  if (typeof slot === "string")
    throw relayError(429, "TOO_MANY_STREAMS", `there are ${slot}. Poll instead.`, { retryAfterMs: TOO_MANY_RETRY_MS });
  const release = (): void => slot.release();
  const signal = call.signal();
  signal.addEventListener("abort", release, { once: true });
  if (signal.aborted) release();
  try {
    return await answerWithStream(parts, call, slot, targets, requestId);
  } catch (error) {
    slot.release();
    throw error;
  }
}

async function answerWithStream(
  parts: RelayParts,
  call: RelayCall,
  slot: StreamSlot,
  targets: readonly (readonly [string, Target])[],
  requestId: string,
): Promise<RelayAnswer> {
  const visitor = await parts.visitors.nameOf(call);
  const grants: (Watch | null)[] = [];
  const requestGrants = async (some: typeof targets): Promise<void> => {
    grants.push(
      ...(await Promise.all(
        some.map(async ([name, target]) => {
          const grant = await askForGrant(parts, call, slot, target);
          return (
            grant && {
              name,
              target,
              visitor,
              known: grant.answer && { etag: grant.answer.etag, answeredAtMs: grant.answer.answeredAtMs },
              ask: () => askForGrant(parts, call, slot, target),
            }
          );
        }),
      )),
    );
  };
  await requestGrants(targets.slice(0, ASKED_AT_ONCE));
  // A visitor who may see none of the first ones is refused before `authorize` is asked about up to a hundred more.
  if (grants.every((watch) => watch === null)) throw relayError(403, "FORBIDDEN", "none of this is allowed.");
  await requestGrants(targets.slice(ASKED_AT_ONCE));
  const session = await parts.sessions.tagOf(call);
  if (parts.closing.isClosed) throw closed();

  const stream = parts.hub.open(
    grants.filter((watch) => watch !== null),
    slot,
    session,
    call.header("last-event-id"),
    call.signal(),
  );
  for (const [index, [name]] of targets.entries())
    if (grants[index] === null) stream.tell(name, () => unwatchedEvent(name));
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
    body: stream.body,
  };
}

function targetNamed({ routes }: RelayParts, name: string): Target {
  const route = name.startsWith("/") ? null : routes.find("GET", `/${name}`);
  if (route?.kind === "invalid-id")
    throw relayError(400, "INVALID_ID", 'an id to watch is not 1–128 letters, digits, "_" or "-".', {
      operation: route.operation.name,
    });
  if (route?.kind !== "read") throw relayError(404, "NOT_FOUND", "there is no such operation to watch.");
  return route.target;
}
