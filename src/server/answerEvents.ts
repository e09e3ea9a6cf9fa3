import { isAllowed } from "./authorizeCall";
import { unwatchedEvent } from "./EventStream";
import type { Watch } from "./PushedStream";
import type { RelayAnswer, RelayCall } from "./RelayCall";
import { relayError } from "./relayError";
import type { RelayParts } from "./RelayParts";

/** Where changes are heard of, below the base path. */
export const EVENTS_PATH = "/events";

/** How long a visitor who has too many streams is to wait before trying again, in ms. */
const TOO_MANY_RETRY_MS = 30_000;

/**
 * Answers `GET {basePath}/events?watch=layers/v1/jobs/job_1&watch=…` with a stream of server-sent events: `change` with what is known of each
 * operation and with every change, `unwatched` for one that has to be asked about after all, `ready` once all that is known has been told.
 */
export async function answerEvents(parts: RelayParts, call: RelayCall, requestId: string): Promise<RelayAnswer> {
  const names = [...new Set(call.query().getAll("watch"))];
  const { maxWatches } = parts.pushLimits;
  if (names.length === 0 || names.length > maxWatches) throw relayError(400, "INVALID_WATCH", `name 1–${maxWatches} operations, each as ?watch=layers/v1/jobs/job_1.`);
  const watches = names.map((name) => watchOf(parts, call, name));
  const visitor = await parts.visitors.nameOf(call);
  const refusal = parts.hub.refusal(visitor);
  if (refusal === "too many of this visitor") parts.visitors.noteRefusal(call);
  if (refusal !== null) throw relayError(429, "TOO_MANY_STREAMS", `there are ${refusal}. Poll instead.`, { retryAfterMs: TOO_MANY_RETRY_MS });

  const allowed = await Promise.all(watches.map(({ isAllowed: ask }) => ask()));
  const seen = watches.filter((_, index) => allowed[index]);
  if (seen.length === 0) throw relayError(403, "FORBIDDEN", "none of this is allowed.");
  const lastEventId = call.header("last-event-id");
  const stream = parts.hub.open(seen, visitor, lastEventId, call.signal());
  for (const { name } of watches.filter((_, index) => !allowed[index])) stream.tell(name, () => unwatchedEvent(name));
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      // nginx would hold events back to send them in larger pieces.
      "x-accel-buffering": "no",
    },
    body: stream.body,
  };
}

function watchOf({ routes, options }: RelayParts, call: RelayCall, name: string): Watch {
  const route = name.startsWith("/") ? null : routes.find("GET", `/${name}`);
  if (route?.kind === "invalid-id") throw relayError(400, "INVALID_ID", 'an id to watch is not 1–128 letters, digits, "_" or "-".', { operation: route.operation.name });
  if (route?.kind !== "read") throw relayError(404, "NOT_FOUND", "there is no such operation to watch.");
  const { target } = route;
  const { operation, params } = target;
  return {
    name,
    target,
    isAllowed: () => isAllowed(options.authorize, call, { operation, params, action: "read", input: undefined }),
  };
}
