import type { AnyOperation, OperationValue } from "../../operations/defineOperation";
import { digestOf } from "../contract/digestOf";
import { jsonBytes, textBytes } from "../store/textBytes";
import { cadenceDelay, DEFAULT_CADENCE } from "../../polling/cadenceDelay";
import { newPollHistory, pollStateOf, recordAnswer, type PollHistory } from "../../polling/PollHistory";

/**
 * The last good answer about an operation: what the cache holds and relays share. Never changed once made; plain JSON.
 */
export interface CachedAnswer {
  /** As the upstream sent it. */
  readonly body: string;
  /** What visitors get: the upstream's own, or one made of the body where it gave none, or the last body the same. */
  readonly etag: string;
  /** What the upstream is asked with; null where it gave none. */
  readonly upstreamEtag: string | null;
  readonly isTerminal: boolean;
  /** When the upstream last said so, in ms since the epoch. */
  readonly answeredAtMs: number;
  /** When to ask again, in ms since the epoch; of no meaning once terminal. */
  readonly dueAtMs: number;
  readonly history: PollHistory;
  /** Where it comes from. */
  readonly via: "read" | "event";
  /** Whether it was known while it was still going on. */
  readonly wasSeenRunning: boolean;
  /** How many reads may still be tried to fill what an event left out; 0 for an answer that is whole. */
  readonly fillsLeft: number;
}

/** An event that came before the read knew of it is filled at the next try, or the one after. */
const FILLS = 3;
/** Between those tries, in ms. */
const FILL_AGAIN_MS = 5_000;

/** What an answer's arrival is known by. */
export interface Heard {
  readonly key: string;
  readonly nowMs: number;
  /** What becomes of the cadence's wish once everybody's wishes are known, in ms. */
  readonly share: (cadenceMs: number) => number;
  /** Told what is wrong with a cadence that does not work. */
  readonly reportCadence: (error: unknown) => void;
}

/** What is known after a full answer. */
export async function answerHeard(
  operation: AnyOperation,
  answer: { readonly body: string; readonly etag: string | null; readonly value: OperationValue },
  before: CachedAnswer | null,
  heard: Heard,
): Promise<CachedAnswer> {
  const { body, etag, value } = answer;
  const same = before !== null && before.body === body;
  return {
    body,
    etag: same && (etag === null || etag === before.upstreamEtag) ? before.etag : await tagOf(body, etag, before),
    upstreamEtag: etag,
    isTerminal: value.isTerminal,
    via: "read",
    wasSeenRunning: wasSeenRunning(before),
    fillsLeft: 0,
    ...after(operation, recordAnswer(before?.history ?? newPollHistory(heard.key), value, heard.nowMs), heard),
  };
}

/** The upstream's own tag, unless it gave the last body the same: then visitors would take this one for that. */
async function tagOf(body: string, upstreamEtag: string | null, before: CachedAnswer | null): Promise<string> {
  if (upstreamEtag !== null && upstreamEtag !== before?.upstreamEtag) return upstreamEtag;
  return etagOf(body);
}

/** What is known after an event: what was known before, and what it tells. One read is to fill the rest. */
export async function answerTold(
  body: string,
  value: OperationValue,
  before: CachedAnswer | null,
  { key, nowMs }: Pick<Heard, "key" | "nowMs">,
): Promise<CachedAnswer> {
  return {
    body,
    etag: await etagOf(body),
    // A 304 would leave it unfilled.
    upstreamEtag: null,
    isTerminal: value.isTerminal,
    via: "event",
    wasSeenRunning: wasSeenRunning(before),
    fillsLeft: FILLS,
    answeredAtMs: nowMs,
    dueAtMs: nowMs,
    history: recordAnswer(before?.history ?? newPollHistory(key), value, nowMs),
  };
}

function wasSeenRunning(before: CachedAnswer | null): boolean {
  return before !== null && (before.wasSeenRunning || !before.isTerminal);
}

/** What is known after a read that was to fill it, and did not. */
export function answerLeftUnfilled(before: CachedAnswer, nowMs: number): CachedAnswer {
  return { ...before, fillsLeft: before.fillsLeft - 1, dueAtMs: nowMs + FILL_AGAIN_MS };
}

/** Whether it will never be read again. */
export function isSettled({ isTerminal, fillsLeft }: CachedAnswer): boolean {
  return isTerminal && fillsLeft === 0;
}

/** What is known after a 304: the same, heard again. */
export function answerHeardAgain(operation: AnyOperation, before: CachedAnswer, heard: Heard): CachedAnswer {
  const { history } = before;
  const last = history.samples.at(-1);
  const value = { status: history.status ?? "unknown", progress: last?.progress ?? null, stage: last?.stage ?? null };
  return { ...before, via: "read", ...after(operation, recordAnswer(history, value, heard.nowMs), heard) };
}

function after(
  operation: AnyOperation,
  history: PollHistory,
  { nowMs, share, reportCadence }: Heard,
): Pick<CachedAnswer, "answeredAtMs" | "dueAtMs" | "history"> {
  return { answeredAtMs: nowMs, dueAtMs: nowMs + share(cadenceMs(operation, history, nowMs, reportCadence)), history };
}

/**
 * What the operation's cadence would wait, in ms. @param report Told why one does not work; the documented pace is used
 * then.
 */
export function cadenceMs(
  operation: AnyOperation,
  history: PollHistory,
  nowMs: number,
  report: (error: unknown) => void = () => undefined,
): number {
  return cadenceDelay(operation.cadence ?? DEFAULT_CADENCE, pollStateOf(history, nowMs), operation.name, report);
}

/** Two reads of one operation are never closer than this, in ms, unless its own cadence wants them so. */
export const SMALLEST_GAP_MS = 1_000;

/** How close two reads of an operation may be, in ms. */
export function gapMs(operation: AnyOperation): number {
  return Math.min(SMALLEST_GAP_MS, cadenceMs(operation, newPollHistory(operation.name), 0));
}

/**
 * Whether `candidate` may take the place of `current`: what has ended stays ended, and older news is no news.
 *
 * @param wasAskedAfter Whether it was asked for when `current` was known: then it is newer, also where a clock was set
 * back, or where the clock of another relay is ahead.
 */
export function supersedes(candidate: CachedAnswer, current: CachedAnswer | null, wasAskedAfter = false): boolean {
  if (current === null) return true;
  if (isSettled(current)) return false;
  if (current.isTerminal) return isSettled(candidate);
  return candidate.isTerminal || wasAskedAfter || candidate.answeredAtMs > current.answeredAtMs;
}

/** How much memory it takes, in bytes, roughly. */
export function sizeOf({ body, etag, upstreamEtag, history }: CachedAnswer): number {
  return 256 + textBytes(body) + textBytes(etag) + textBytes(upstreamEtag ?? "") + jsonBytes(history);
}

/** A strong tag: the same for the same bytes, in every relay. */
export async function etagOf(body: string): Promise<string> {
  return `"lr-${await digestOf(body)}"`;
}

/**
 * Whether an answer may be given without asking: it has ended, or it is not due, or it is so young that nobody may ask
 * again yet.
 */
export function isFresh(answer: CachedAnswer, nowMs: number, maxAgeMs: number, gapMs: number): boolean {
  if (isSettled(answer)) return true;
  const ageMs = nowMs - answer.answeredAtMs;
  // A clock that was set back would keep an answer fresh for ever; those of two relays are never quite the same.
  if (ageMs < -SMALLEST_GAP_MS) return false;
  return nowMs < answer.dueAtMs && (ageMs <= maxAgeMs || ageMs < gapMs);
}
