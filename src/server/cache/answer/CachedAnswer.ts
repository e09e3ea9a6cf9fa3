import type { PollHistory } from "../../../polling/PollHistory";
import { jsonBytes, textBytes } from "../../store/LruMap";
import { isRecord } from "../../../operations/isRecord";
import { isTooDeep } from "../../../operations/isTooDeep";
import { MAX_TIMER_MS } from "../../../polling/assertDelay";
import { isEtag } from "../../contract/digestOf";

/** The least time between two reads of one operation, in ms, unless its own cadence is faster. */
export const SMALLEST_GAP_MS = 1_000;

/** The last good answer about an operation, as the cache keeps it and relays share it. Immutable plain JSON. */
export interface CachedAnswer {
  /** As the upstream sent it. */
  readonly body: string;
  /** The entity tag for visitors: the upstream's own, or one made of the body. */
  readonly etag: string;
  /** The entity tag that the upstream gave; null where it gave none. */
  readonly upstreamEtag: string | null;
  readonly isTerminal: boolean;
  /** When the upstream last confirmed it, in ms since the epoch. */
  readonly answeredAtMs: number;
  /** When to ask again, in ms since the epoch; has no meaning once the operation has ended. */
  readonly dueAtMs: number;
  readonly history: PollHistory;
  /** Whether a read or an event brought it. */
  readonly via: "read" | "event";
  /** Whether the operation was known before it ended. */
  readonly wasSeenRunning: boolean;
  /** How many reads may still be tried to fill in what an event left out; 0 for a whole answer. */
  readonly fillsLeft: number;
}

/** Whether the operation will never be read again. */
export function isSettled({ isTerminal, fillsLeft }: CachedAnswer): boolean {
  return isTerminal && fillsLeft === 0;
}

/**
 * Whether `candidate` may replace `current`: an ended operation stays ended, and no older answer replaces a newer one.
 *
 * @param wasRequestedAfter Whether the candidate was requested when `current` was known: then it is newer, even where a
 * clock was set back or another relay's clock is ahead.
 */
export function supersedes(candidate: CachedAnswer, current: CachedAnswer | null, wasRequestedAfter = false): boolean {
  if (current === null) return true;
  if (isSettled(current)) return false;
  if (current.isTerminal) return isSettled(candidate);
  return candidate.isTerminal || wasRequestedAfter || candidate.answeredAtMs > current.answeredAtMs;
}

/**
 * Whether an answer may be given without asking the upstream: the operation has ended, or its next read is not due and
 * the answer is young enough for the visitor, or too young to be read again.
 */
export function isFresh(answer: CachedAnswer, nowMs: number, maxAgeMs: number, gapMs: number): boolean {
  if (isSettled(answer)) return true;
  const ageMs = nowMs - answer.answeredAtMs;
  // After a clock was set back an answer would stay fresh for ever. Clocks of two relays always differ a little.
  if (ageMs < -SMALLEST_GAP_MS) return false;
  return nowMs < answer.dueAtMs && (ageMs <= maxAgeMs || ageMs < gapMs);
}

/** Memory that an answer takes, in bytes, roughly. */
export function sizeOf({ body, etag, upstreamEtag, history }: CachedAnswer): number {
  return 256 + textBytes(body) + textBytes(etag) + textBytes(upstreamEtag ?? "") + jsonBytes(history);
}

/**
 * Whether a value from the store is an answer. Another version of the relay may have written it, or anybody with access
 * to the store, so what becomes a header, JSON or a timer is checked to be fit for it.
 */
export function isCachedAnswer(value: unknown): value is CachedAnswer {
  // Walking through a value nested too deep would exhaust the stack.
  if (!isRecord(value) || isTooDeep(value)) return false;
  const { body, etag, upstreamEtag, isTerminal, answeredAtMs, dueAtMs, history, fillsLeft } = value;
  return (
    isTime(answeredAtMs) &&
    isTime(dueAtMs) &&
    dueAtMs - answeredAtMs <= 2 * MAX_TIMER_MS &&
    isEtag(etag) &&
    (upstreamEtag === null || isEtag(upstreamEtag)) &&
    typeof isTerminal === "boolean" &&
    isCount(fillsLeft) &&
    isHistory(history) &&
    typeof body === "string" &&
    isJsonObject(body)
  );
}

function isHistory(history: unknown): boolean {
  if (
    !isRecord(history) ||
    typeof history["key"] !== "string" ||
    !isCount(history["updateCount"]) ||
    !isCount(history["failureCount"])
  )
    return false;
  const { firstAnswerMs, status, samples } = history;
  return (
    isNullOr(firstAnswerMs, isTime) && isNullOr(status, isText) && Array.isArray(samples) && samples.every(isSample)
  );
}

function isSample(sample: unknown): boolean {
  return (
    isRecord(sample) &&
    isTime(sample["atMs"]) &&
    isNullOr(sample["progress"], Number.isFinite) &&
    isNullOr(sample["stage"], isText)
  );
}

function isNullOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === null || is(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTime(ms: unknown): ms is number {
  return typeof ms === "number" && Math.abs(ms) <= 8.64e15;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && !isTooDeep(value);
  } catch {
    return false;
  }
}
