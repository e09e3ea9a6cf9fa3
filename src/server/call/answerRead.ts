import { SESSION_HEADER, WANTS_SESSION } from "../../client/http/sessionHeader";
import { answerFromKnown } from "./answerFromKnown";
import { authorizeCall } from "./authorizeCall";
import type { Route } from "./matchRoute";
import { knownOutcome, type ReadOutcome } from "../cache/ReadOutcome";
import type { Target } from "../upstream/Target";
import type { RelayAnswer, RelayCall } from "../contract/RelayCall";
import type { RelayParts } from "./RelayParts";

/** Answers a read, from what is known where that is fresh. */
export async function answerRead(
  parts: RelayParts,
  call: RelayCall,
  route: Route & { kind: "read" },
  requestId: string,
): Promise<RelayAnswer> {
  const { target } = route;
  const { operation, params } = target;
  // Each time, and before the cache: what somebody else may see is no answer for this visitor.
  const ask = (): Promise<void> | undefined =>
    authorizeCall(
      parts.options.authorize,
      call,
      { operation, params, action: "read", input: undefined },
      parts.limits.timeoutMs,
    );
  const allowed = ask();
  const maxAgeMs = maxAgeIn(call.header("cache-control"));
  const known = allowed === undefined ? parts.reader.freshAnswer(target.key, maxAgeMs) : null;
  // Of a known answer it need not be waited for who asks.
  if (known !== null && parts.reader.isScarce(target))
    void parts.visitors.nameOf(call).then((visitor) => parts.reader.recordVisitor(target.key, visitor));
  const reading =
    known === null ? await readingFor(parts, call, target, maxAgeMs, { allowed, ask }) : knownOutcome(known);
  if (reading.kind === "failed") return reading.failure.answer(requestId, reading.retryAfterMs);
  const { answer, isStale, retryAfterMs } = reading;
  const granted = answerFromKnown(answer, {
    requestId,
    nowMs: parts.now(),
    ifNoneMatch: call.header("if-none-match"),
    isStale,
    retryAfterMs,
  });
  if (call.header(WANTS_SESSION) !== null) granted.headers[SESSION_HEADER] = await parts.sessions.tagOf(call);
  return granted;
}

/** So long a yes holds for what is read after it was asked for, in ms: most upstreams answer within it. */
const YES_HOLDS_MS = 1_000;

/**
 * Waits for the answer. A right may be withdrawn while whoever looks it up, or the upstream, takes a while; so
 * `authorize` is asked again for what came in while it was looked up, and for what has been read more than a second
 * after it was asked.
 */
async function readingFor(
  { reader, cache, visitors, now }: RelayParts,
  call: RelayCall,
  target: Target,
  maxAgeMs: number,
  { allowed, ask }: { readonly allowed: Promise<void> | undefined; readonly ask: () => Promise<void> | undefined },
): Promise<ReadOutcome> {
  const before = cache.find(target.key);
  // The body and not its tag, which an upstream may give to several.
  const body = before?.answer?.body;
  const failure = before?.failed?.failure;
  const askedAtMs = now();
  await allowed;
  const known = reader.freshAnswer(target.key, maxAgeMs);
  const reading =
    known === null
      ? await reader.read(target, maxAgeMs, await visitors.nameOf(call), call.signal())
      : knownOutcome(known);
  if (reading.kind === "failed" && typeof reading.refused === "string") visitors.noteRefusal(call);
  const isNews = reading.kind === "known" ? reading.answer.body !== body : reading.failure !== failure;
  if (isNews && (known !== null || now() - askedAtMs > YES_HOLDS_MS)) await ask();
  return reading;
}

/**
 * How old an answer the visitor takes: `Cache-Control: max-age=2` from somebody who has just come back to the page.
 * `no-cache` says nothing here: browsers add it to every request that is not to come from their own cache.
 */
function maxAgeIn(cacheControl: string | null): number {
  const seconds =
    cacheControl === null ? undefined : /(?:^|[,\s])max-age=(\d{1,6})(?:$|[,\s])/i.exec(cacheControl)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
}
