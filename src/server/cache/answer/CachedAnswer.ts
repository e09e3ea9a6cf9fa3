import type { PollHistory } from "../../../polling/PollHistory";
import { jsonBytes, textBytes } from "../../store/textBytes";
import { SMALLEST_GAP_MS } from "./cadenceMs";

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
