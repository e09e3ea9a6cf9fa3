import { SESSION_HEADER, WANTS_SESSION } from "../../client/http/sessionHeader";
import { answerFromCache } from "./answerFromCache";
import { authorizeCall } from "./authorizeCall";
import type { Route } from "./matchRoute";
import { knownOutcome, type ReadOutcome } from "../cache/entry/Flight";
import type { Target } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import type { RelayParts } from "./RelayParts";

/** Answers a read: from the cache where the answer there is fresh, else by a read of the upstream. */
export async function answerRead(
  parts: RelayParts,
  call: RelayCall,
  route: Route & { kind: "read" },
  requestId: string,
): Promise<RelayAnswer> {
  const { target } = route;
  const { operation, params } = target;
  // Asked at every request, and before the cache: the cached answer may be one that only somebody else may see.
  const authorize = (): Promise<void> | undefined =>
    authorizeCall(
      parts.options.authorize,
      call,
      { operation, params, action: "read", input: undefined },
      parts.limits.timeoutMs,
    );
  const allowed = authorize();
  const maxAgeMs = maxAgeIn(call.header("cache-control"));
  const known = allowed === undefined ? parts.reader.freshAnswer(target.key, maxAgeMs) : null;
  // A cached answer does not wait for the visitor's name.
  if (known !== null && parts.reader.isScarce(target))
    void parts.visitors.nameOf(call).then((visitor) => parts.cache.peek(target.key)?.recordVisitor(visitor));
  const reading =
    known === null ? await readWhenAllowed(parts, call, target, maxAgeMs, { allowed, authorize }) : knownOutcome(known);
  if (reading.kind === "failed") return reading.failure.answer(requestId, reading.retryAfterMs);
  const { answer, isStale, retryAfterMs } = reading;
  const granted = answerFromCache(answer, {
    requestId,
    nowMs: parts.now(),
    ifNoneMatch: call.header("if-none-match"),
    isStale,
    retryAfterMs,
  });
  if (call.header(WANTS_SESSION) !== null) granted.headers[SESSION_HEADER] = await parts.sessions.tagOf(call);
  return granted;
}

/** How long a grant holds for an answer that is read after it was asked for, in ms; most upstreams answer within it. */
const GRANT_HOLDS_MS = 1_000;

/**
 * Waits for `authorize`, then for the answer. A right may be withdrawn while `authorize` or the upstream takes its
 * time, so `authorize` is asked again about an answer that came in while it was looked up, or that was read more than
 * {@link GRANT_HOLDS_MS} after it was asked.
 */
async function readWhenAllowed(
  { reader, cache, visitors, now }: RelayParts,
  call: RelayCall,
  target: Target,
  maxAgeMs: number,
  {
    allowed,
    authorize,
  }: { readonly allowed: Promise<void> | undefined; readonly authorize: () => Promise<void> | undefined },
): Promise<ReadOutcome> {
  const before = cache.find(target.key);
  // Compared by body: an upstream may give one ETag to several bodies.
  const body = before?.answer?.body;
  const failure = before?.failed?.failure;
  const askedAtMs = now();
  await allowed;
  const known = reader.freshAnswer(target.key, maxAgeMs);
  const reading =
    known === null
      ? await reader.read(target, maxAgeMs, await visitors.nameOf(call), call.signal())
      : knownOutcome(known);
  if (reading.kind === "failed" && typeof reading.refused === "string") visitors.reportRefusal(call);
  const isNews = reading.kind === "known" ? reading.answer.body !== body : reading.failure !== failure;
  if (isNews && (known !== null || now() - askedAtMs > GRANT_HOLDS_MS)) await authorize();
  return reading;
}

/**
 * The oldest answer that the visitor accepts, in ms: the client sends `Cache-Control: max-age=2` when somebody comes
 * back to the page. `no-cache` is ignored, since browsers add it to every request that is to bypass their own cache.
 */
function maxAgeIn(cacheControl: string | null): number {
  const seconds =
    cacheControl === null ? undefined : /(?:^|[,\s])max-age=(\d{1,6})(?:$|[,\s])/i.exec(cacheControl)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
}
